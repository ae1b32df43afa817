import { expect, it } from "vitest";
import { USER_AGENT, openLink, pressButton } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { isListed, mailsOf, sendCampaign, useShop } from "../support/world";

const shop = useShop({ customers: 80 });
const WITHIN_MS = 30_000;

const query = <T extends object>(sql: string, values: unknown[] = []) => shop.world.database.query<T>(sql, values);

/** Posts to a route of the admin that answers with plain HTTP, as the page's own script does. */
async function post(path: string, body: string, token?: string) {
  return fetch(`${shop.world.shopify.appUrl}${path}`, {
    method: "POST",
    headers: {
      "user-agent": USER_AGENT,
      "content-type": path.includes("import") ? "application/octet-stream" : "application/x-www-form-urlencoded",
      authorization: `Bearer ${token ?? (await shop.world.shopify.sessionToken())}`,
    },
    body,
  });
}

/** What Shopify holds of the customer with an address. */
const consentOf = async (email: string) =>
  (await shop.world.shopify.store.customerByEmail(email))?.defaultEmailAddress?.marketingState;
const untilShopifySays = (email: string, state: string) =>
  until(WITHIN_MS, async () => ({ rows: (await consentOf(email)) === state ? [true] : [] }));

async function anyCustomer(skip = 0): Promise<string> {
  const { rows } = await query<{ email: string }>(
    "SELECT email FROM contact WHERE address_usable AND NOT excluded AND deleted_at IS NULL AND marketing_state <> 'UNSUBSCRIBED' ORDER BY id OFFSET $1 LIMIT 1",
    [skip],
  );
  return rows[0]?.email ?? "";
}

it("writes an opt-out to Shopify, and its echo asks for nothing more", async () => {
  const email = await anyCustomer();
  await shop.staff.submit("/app/exclusions", { intent: "exclude", email, note: "Rang on Monday" });
  await untilShopifySays(email, "UNSUBSCRIBED");
  await shop.world.shopify.webhooks.settled();
  await until(WITHIN_MS, () =>
    query("SELECT 1 FROM contact WHERE email = $1 AND marketing_state = 'UNSUBSCRIBED'", [email]),
  );
  const { rows } = await query("SELECT state, version, outcome FROM store_write");
  expect(rows).toEqual([{ state: "done", version: 1, outcome: "wrote_UNSUBSCRIBED" }]);
});

it("waits for a Shopify that throttles, and writes then", async () => {
  const email = await anyCustomer();
  shop.world.shopify.throttle.drainTo(0);
  await shop.staff.submit("/app/exclusions", { intent: "exclude", email, note: "Rang on Tuesday" });
  await untilShopifySays(email, "UNSUBSCRIBED");
});

it("shows what Shopify did not take, and tries again when told to", async () => {
  const { rows } = await query<{ shopify_id: string; name: string }>(
    "SELECT shopify_id, name FROM contact ORDER BY id DESC LIMIT 1",
  );
  await query(
    "INSERT INTO store_write (shop_id, customer_id, kind, state, outcome) SELECT shop_id, shopify_id, 'consent', 'dead', 'ACCESS_DENIED' FROM contact ORDER BY id DESC LIMIT 1",
  );
  const page = await shop.staff.open("/app/sync/writes");
  expect(page).toContain("Shopify does not let the app change customers");
  await shop.staff.submit("/app/sync/writes", { intent: "again", id: `consent_${rows[0]?.shopify_id}` });
  await until(WITHIN_MS, () =>
    query("SELECT 1 FROM store_write WHERE customer_id = $1 AND state = 'done'", [rows[0]?.shopify_id]),
  );
  expect(await shop.staff.open("/app/sync/writes")).toContain("Shopify has taken everything");
});

it("gives the exclusion list out as a file with a reason, to staff only, and logs it", async () => {
  const refused = await post("/app/exclusions/export", "reason=");
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { problem: { code: "input_invalid", fields: ["reason"] } },
  ]);
  expect((await post("/app/exclusions/export", "reason=Yearly+copy", "forged")).status).toBe(401);
  const answer = await post("/app/exclusions/export", "reason=Yearly+copy");
  expect(answer.headers.get("content-type")).toContain("text/csv");
  const { rows: listed } = await query("SELECT 1 FROM exclusion");
  expect((await answer.text()).trim().split("\n")).toHaveLength(listed.length + 1);
  const { rows } = await query("SELECT actor, reason, rows FROM exclusion_export");
  expect(rows).toMatchObject([
    { actor: expect.stringContaining("42") as string, reason: "Yearly copy", rows: listed.length },
  ]);
  expect((await fetch(`${shop.world.shopify.appUrl}/app/exclusions/export`)).status).toBe(405);
});

it("takes a file in, once staff have seen what is in it", async () => {
  const answer = await post("/app/exclusions/import?lines=0", "address\nfrom.a.file@firm.example\nnobody\n");
  const { importId } = (await answer.json()) as { importId: number };
  expect(await isListed(shop, "from.a.file@firm.example")).toBe(false);
  expect(await shop.staff.open("/app/exclusions/files")).toContain("not on the list yet");
  await shop.staff.submit("/app/exclusions/files", { intent: "take", id: String(importId) });
  await until(WITHIN_MS, () =>
    query("SELECT 1 FROM exclusion WHERE email = 'from.a.file@firm.example' AND source = 'file_import'"),
  );
  expect((await post("/app/exclusions/import", "x")).status).toBe(400);
});

it("is removed without a storm of errors, redacted after 48 hours, and its opt-out links still answer", async () => {
  const { events, webhooks } = shop.world.shopify;
  const mails = mailsOf(shop, await sendCampaign(shop, "Before it goes"));
  const [mail, second] = mails;
  if (!mail || !second) throw new Error("nobody was mailed");
  // Work that is queued when the app goes.
  for (let skip = 0; skip < 5; skip++) {
    const customer = await shop.world.shopify.store.customerByEmail(await anyCustomer(skip));
    if (customer) await events.updateCustomer(customer.id, { displayName: `Changed ${skip}` });
  }
  await webhooks.settled();
  await events.uninstall().done;
  await query("SELECT 1 FROM shop WHERE uninstalled_at IS NOT NULL");
  const logged = shop.log().length;
  await events.redactShop().done;
  await until(WITHIN_MS, () =>
    query("SELECT 1 FROM privacy_request WHERE topic = 'shop/redact' AND done_at IS NOT NULL"),
  );
  const { rows } = await query<{ contacts: number; addresses: number }>(
    "SELECT (SELECT count(*)::int FROM contact) AS contacts, (SELECT count(email)::int FROM exclusion) + (SELECT count(*)::int FROM recipient WHERE email <> '') AS addresses",
  );
  expect(rows).toEqual([{ contacts: 0, addresses: 0 }]);
  const before = (await query("SELECT 1 FROM exclusion")).rows.length;
  const page = await openLink(mail.optOutUrl);
  expect(page.status).toBe(200);
  expect(
    (
      await fetch(second.oneClickUrl, {
        method: "POST",
        body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
      })
    ).status,
  ).toBe(200);
  expect((await query("SELECT 1 FROM exclusion")).rows.length).toBe(before + 2);
  expect(
    (
      await pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/", {
        addresses: "later@firm.example",
      })
    ).status,
  ).toBe(200);
  expect(shop.log().slice(logged)).not.toMatch(/"level":50|job failed/);
});

it("comes back with nothing sent before Shopify and SendGrid have been read, and everybody who opted out still out", async () => {
  const { store, events } = shop.world.shopify;
  const [away] = store.ids("Customer").slice(-1);
  await events.setMarketingState(away ?? "", "UNSUBSCRIBED");
  const suppressed = "suppressed.meanwhile@firm.example";
  shop.world.sendgrid.controls.suppressions.add("unsubscribes", {
    created: Math.floor(Date.now() / 1000) - 60,
    email: suppressed,
  });
  await shop.staff.open();
  await until(WITHIN_MS, () => query("SELECT 1 FROM sync_run WHERE state = 'finished'"));
  expect(await shop.staff.open("/app")).toContain("Let exclusions return");
  // The key went with the redaction: until staff enter it again, SendGrid cannot be read.
  const { fillInSettings } = await import("../simulators/demo/admin-acts");
  await fillInSettings(shop.staff);
  await until(WITHIN_MS, () => query("SELECT 1 FROM exclusion_return WHERE pull = 'finished'"));
  expect(await isListed(shop, suppressed)).toBe(true);
  const { rows } = await query<{ excluded: boolean }>("SELECT excluded FROM contact WHERE shopify_id = $1", [
    away?.split("/").at(-1),
  ]);
  expect(rows).toEqual([{ excluded: true }]);
  const mails = mailsOf(shop, await sendCampaign(shop, "After it came back"));
  const out = new Set(
    (
      await query<{ email: string }>(
        "SELECT lower(c.email) AS email FROM contact c JOIN exclusion x ON x.key = c.exclusion_key",
      )
    ).rows.map(({ email }) => email),
  );
  expect(mails.length).toBeGreaterThan(0);
  expect(out.size).toBeGreaterThan(3);
  expect(mails.filter(({ to }) => out.has(to.toLowerCase()))).toEqual([]);
});
