import { beforeAll, describe, expect, it } from "vitest";
import { openLink, pressButton, USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { signWebhook } from "../simulators/shopify/sign";
import { forgedToken } from "../support/forged-token";
import { proxied, type ProxyRequest } from "../support/proxied";
import { LED_AWAY } from "../support/without-token";
import { isListed, mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop({ customers: 120 });
let mails: MailLinks[] = [];
const take = () => {
  const mail = mails.shift();
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};
beforeAll(async () => {
  mails = mailsOf(shop, await sendCampaign(shop));
});

interface RequestRow extends Record<string, unknown> {
  id: string;
  kind: string;
  way: string;
  state: string;
  evidence: Record<string, number>;
}
const requests = async (where: string, values: unknown[] = []) =>
  (
    await shop.world.database.query<RequestRow>(
      `SELECT id::text, kind, way, state, evidence FROM privacy_request WHERE ${where} ORDER BY privacy_request.id`,
      values,
    )
  ).rows;

/** A customer of the simulated store with a contact here. */
async function someCustomer(): Promise<{ gid: string; number: string; email: string; contactId: string }> {
  const { to } = take();
  const { rows } = await shop.world.database.query<{ number: string; id: string }>(
    "SELECT shopify_id::text AS number, id::text FROM contact WHERE lower(email) = lower($1) AND shopify_id IS NOT NULL",
    [to],
  );
  const [row] = rows;
  if (!row) throw new Error("the recipient is no customer");
  return { gid: `gid://shopify/Customer/${row.number}`, number: row.number, email: to, contactId: row.id };
}

const TOPICS = ["customers/data_request", "customers/redact"];

function webhook(topic: string, payload: object, forge: Record<string, string | undefined> = {}) {
  const { settings, appUrl } = shop.world.shopify;
  const body = JSON.stringify(payload);
  const headers = signWebhook({ topic, shop: settings.shop.domain, body, secret: settings.app.apiSecret, forge });
  return fetch(`${appUrl}/webhooks`, { method: "POST", headers, body });
}

describe.each(TOPICS)("%s", (topic) => {
  it.each([
    ["x-shopify-hmac-sha256", undefined, 400],
    ["x-shopify-hmac-sha256", Buffer.alloc(32).toString("base64"), 401],
    ["x-shopify-topic", undefined, 400],
    ["x-shopify-shop-domain", undefined, 400],
    ["x-shopify-api-version", undefined, 400],
    ["x-shopify-webhook-id", undefined, 400],
  ])("with %s %s is refused with %i, and opens nothing", async (header, value, status) => {
    const response = await webhook(topic, { customer: { id: 987_654 } }, { [header]: value });
    expect(response.status).toBe(status);
    expect(await requests("customer_id = 987654")).toEqual([]);
  });

  it("for another shop is not this shop's", async () => {
    const forge = { "x-shopify-shop-domain": "somebody-else.myshopify.com" };
    expect((await webhook(topic, { customer: { id: 987_655 } }, forge)).status).toBe(200);
    expect(await requests("customer_id = 987655 AND shop_id IS NOT NULL")).toEqual([]);
  });
});

describe("what Shopify passes on", () => {
  it("for erasure is done by itself, with evidence, and the store's customer does not come back by what it says", async () => {
    const customer = await someCustomer();
    await shop.world.shopify.events.deleteCustomer(customer.gid).catch(() => undefined);
    const payload = { customer: { id: Number(customer.number), email: customer.email, phone: null } };
    expect((await webhook("customers/redact", payload)).status).toBe(200);
    await until(30_000, async () => ({
      rows: await requests("customer_id = $1 AND state = 'done'", [customer.number]),
    }));
    const [request] = await requests("customer_id = $1", [customer.number]);
    expect(request).toMatchObject({ kind: "erasure", way: "shopify", evidence: { contact: 1, recipient: 1 } });
    const { rows } = await shop.world.database.query("SELECT 1 FROM contact WHERE shopify_id = $1", [customer.number]);
    expect(rows).toEqual([]);
    expect(shop.log().toLowerCase()).not.toContain(customer.email.toLowerCase());
  });

  it("for a copy waits for staff, who take the file, and their taking is kept", async () => {
    const customer = await someCustomer();
    await shop.world.shopify.events.requestData(customer.gid);
    await until(30_000, async () => ({ rows: await requests("customer_id = $1", [customer.number]) }));
    const [request] = await requests("customer_id = $1", [customer.number]);
    expect(request).toMatchObject({ kind: "access", state: "open" });
    const { id } = request!;
    const html = await post(`/app/privacy/${id}/file`, { format: "html" });
    expect(html.headers.get("content-disposition")).toContain("attachment");
    expect(await html.text()).toContain(customer.email);
    const json = (await (await post(`/app/privacy/${id}/file`, { format: "json" })).json()) as {
      sections: { id: string; records: object[] }[];
    };
    expect(json.sections.find((section) => section.id === "contact")?.records).toMatchObject([
      { address: customer.email, storeNumber: customer.number },
    ]);
    await shop.staff.submit(`/app/privacy/${id}`, { intent: "answered" });
    expect(await requests("id = $1", [id])).toMatchObject([{ state: "done" }]);
    const { rows } = await shop.world.database.query(
      "SELECT act, actor FROM audit_event WHERE subject_kind = 'privacy_request' AND subject_id = $1 ORDER BY id",
      [id],
    );
    expect(rows).toEqual([
      { act: "privacy_request_received", actor: "Shopify" },
      { act: "privacy_file_taken", actor: "Staff member 42" },
      { act: "privacy_file_taken", actor: "Staff member 42" },
      { act: "privacy_answered", actor: "Staff member 42" },
    ]);
  });
});

/** Posts to a route of the admin that answers with a file. */
async function post(path: string, fields: Record<string, string>, token?: string | null): Promise<Response> {
  const { appUrl, sessionToken: own } = shop.world.shopify;
  const bearer = token === undefined ? await own() : token;
  return fetch(`${appUrl}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "user-agent": USER_AGENT,
      "content-type": "application/x-www-form-urlencoded",
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  });
}

describe("an erasure from the customer's page", () => {
  it("is taken down with how they asked, done, and shows its evidence", async () => {
    const customer = await someCustomer();
    await shop.staff.submit(`/app/customers/${customer.contactId}/privacy`, {
      intent: "erasure",
      askedHow: "letter",
      note: "Passport seen",
    });
    await until(30_000, async () => ({
      rows: await requests("contact_id = $1 AND state = 'done'", [customer.contactId]),
    }));
    const [request] = await requests("contact_id = $1", [customer.contactId]);
    const page = await shop.staff.open(`/app/privacy/${request!.id}`);
    expect(page).toContain("What was erased");
    expect(page).not.toContain("Passport seen");
    expect(await shop.staff.open("/app/privacy")).toContain(`/app/privacy/${request!.id}`);
  });

  it.each([
    ["without a way of asking", { intent: "erasure", askedHow: "", note: "" }, "askedHow"],
    ["of another kind", { intent: "sell", askedHow: "email", note: "" }, "400"],
  ])("%s is refused", async (_name, fields, words) => {
    const customer = await someCustomer();
    await expect(shop.staff.submit(`/app/customers/${customer.contactId}/privacy`, fields)).rejects.toThrow(words);
    expect(await requests("contact_id = $1", [customer.contactId])).toEqual([]);
  });
});

describe("files of the admin", () => {
  const FILES = [
    ["/app/privacy/1/file", { format: "json" }],
    ["/app/audit/export", { format: "csv", purpose: "regulator" }],
  ] as const;

  it.each(FILES)("%s gives nothing without a token, nor with one of another secret", async (path, fields) => {
    for (const [token, status] of [
      [null, LED_AWAY.document],
      [await forgedToken(shop), 401],
    ] as const) {
      const response = await post(path, fields, token);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-disposition")).toBeNull();
    }
  });

  it.each(FILES)("%s is not to be had by GET", async (path) => {
    const { appUrl } = shop.world.shopify;
    expect((await fetch(`${appUrl}${path}`, { headers: { "user-agent": USER_AGENT } })).status).toBe(405);
  });

  it("give the audit as CSV and as JSON, with its own taking in it", async () => {
    const csv = await (await post("/app/audit/export", { format: "csv", purpose: "own_review" })).text();
    expect(csv).toContain("campaign_started");
    expect(csv.trimEnd().split("\r\n").at(-1)).toContain("audit_exported");
    const json = (await (
      await post("/app/audit/export", { format: "json", purpose: "own_review", act: "audit_exported" })
    ).json()) as { act: string }[];
    expect(new Set(json.map(({ act }) => act))).toEqual(new Set(["audit_exported"]));
    expect((await post("/app/audit/export", { format: "csv", purpose: "to sell it" })).status).toBe(422);
    expect((await post("/app/audit/export", { format: "xls", purpose: "regulator" })).status).toBe(400);
  });

  it("of a request of another shop are not there", async () => {
    const { rows } = await shop.world.database.query<{ id: string }>(
      `WITH s AS (INSERT INTO shop (domain) VALUES ('neighbour.myshopify.com') RETURNING id)
       INSERT INTO privacy_request (shop, shop_id, kind, way, due_at) SELECT 'neighbour.myshopify.com', id, 'access', 'staff', now() FROM s RETURNING id::text`,
    );
    const id = rows[0]!.id;
    expect((await post(`/app/privacy/${id}/file`, { format: "json" })).status).toBe(404);
    await expect(shop.staff.open(`/app/privacy/${id}`)).rejects.toThrow("404");
    await expect(shop.staff.submit(`/app/privacy/${id}`, { intent: "answered" })).rejects.toThrow("wrong_state");
    expect(await shop.staff.open("/app/privacy")).not.toContain(`/app/privacy/${id}"`);
    expect(await requests("id = $1", [id])).toMatchObject([{ state: "open" }]);
  });
});

describe("the page of a mail's link to one's data", () => {
  const linkOf = ({ optOutUrl }: MailLinks) => optOutUrl.replace("/optout?", "/data?");
  const opened = async () => (await requests("way = 'link'")).length;

  it("stands in every mail beside the opt-out, and opening it asks for nothing and excludes nobody", async () => {
    const mail = take();
    const text = shop.world.sendgrid.sentTo(mail.to)[0]?.text ?? "";
    expect(text).toContain(linkOf(mail));
    const before = await opened();
    const page = await openLink(linkOf(mail));
    expect(page.status).toBe(200);
    expect(page.html).toContain("See what is held about you");
    expect(await opened()).toBe(before);
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("opens a request when a button is pressed, which staff then see", async () => {
    const mail = take();
    const page = await openLink(linkOf(mail));
    const after = await pressButton({ url: linkOf(mail), html: page.html }, "/apps/twostage/data/");
    expect(after.status).toBe(200);
    expect(after.html).toContain("We have your request");
    const [request] = (await requests("way = 'link'")).slice(-1);
    expect(request).toMatchObject({ kind: "access", state: "open" });
    expect(await shop.staff.open(`/app/privacy/${request!.id}`)).toContain("Make sure who asked");
  });

  it("is led to by the opt-out page", async () => {
    const page = await openLink(take().optOutUrl);
    expect(page.html).toMatch(/href="\/apps\/twostage\/data\?token=[\w-]+"/);
  });

  const press = (token: string, kind: string, request: ProxyRequest = {}) =>
    proxied(shop, "data", { form: { token, kind }, ...request });

  it.each([
    ["a forged signature", { signature: "0".repeat(64) }, 400],
    ["an empty signature", { signature: "" }, 400],
    ["an old request", { forge: { timestamp: "1700000000" } }, 400],
    ["a shop without the app", { forge: { shop: "another-shop.myshopify.com" } }, 404],
  ])("refuses %s, and opens nothing", async (_name, request, status) => {
    const before = await opened();
    expect((await press(take().token, "erasure", request)).status).toBe(status);
    expect(await opened()).toBe(before);
  });

  it.each([
    ["an altered link", (token: string) => `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`],
    ["half a link", (token: string) => token.slice(0, 20)],
    ["no link", () => ""],
  ])("shows what to do for %s", async (_name, alter) => {
    const token = alter(take().token);
    for (const response of [await proxied(shop, "data", { parameters: { token } }), await press(token, "access")]) {
      expect(response.status).toBe(404);
      expect(response.text).toContain("We do not know this link");
    }
  });

  it("knows no other wish, answers the same twice, and opens a few requests a link at most", async () => {
    const { token } = take();
    expect((await press(token, "everything")).status).toBe(400);
    const [first, second] = [await press(token, "erasure"), await press(token, "erasure")];
    expect(first.text).toBe(second.text);
    for (let round = 0; round < 3; round++) {
      await shop.world.database.query(
        "UPDATE privacy_request SET state = 'declined', done_at = now() WHERE way = 'link' AND state = 'open'",
      );
      expect((await press(token, "erasure")).status).toBe(200);
    }
    await shop.world.database.query(
      "UPDATE privacy_request SET state = 'declined', done_at = now() WHERE way = 'link' AND state = 'open'",
    );
    expect((await press(token, "access")).status).toBe(429);
  });

  it("works after the person was erased", async () => {
    const mail = take();
    await shop.world.database.query("UPDATE recipient SET email = '' WHERE lower(email) = lower($1)", [mail.to]);
    expect((await press(mail.token, "access")).status).toBe(200);
    expect((await openLink(mail.optOutUrl)).html).toContain("You have opted out");
  });
});
