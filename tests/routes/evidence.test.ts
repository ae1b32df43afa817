import { beforeAll, describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { readPdf } from "../support/read-pdf";
import { forgedToken } from "../support/forged-token";
import { mailsOf, sendCampaign, useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const WITHIN_MS = 90_000;

const query = <T extends object>(sql: string, values: unknown[] = []) => shop.world.database.query<T>(sql, values);

interface Contact {
  readonly id: string;
  readonly email: string;
}
let mailed: Contact;
let other: Contact;
beforeAll(async () => {
  const id = await sendCampaign(shop, "Offers of spring");
  const [first, second] = mailsOf(shop, id);
  const contactOf = async (email = "") =>
    (await query<Contact>("SELECT id::text, email FROM contact WHERE lower(email) = lower($1)", [email])).rows[0];
  const found = [await contactOf(first?.to), await contactOf(second?.to)];
  if (!found[0] || !found[1]) throw new Error("nobody was mailed");
  [mailed, other] = found as [Contact, Contact];
});

async function take(
  path: string,
  form: Record<string, string> | undefined,
  headers: Record<string, string | undefined> = {},
): Promise<Response> {
  const given = {
    "user-agent": USER_AGENT,
    authorization: `Bearer ${await shop.world.shopify.sessionToken()}`,
    ...headers,
  };
  return fetch(`${shop.world.shopify.appUrl}${path}`, {
    method: form ? "POST" : "GET",
    redirect: "manual",
    headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
}
const ASK = { format: "json", reason: "They asked by telephone" };
const pathOf = ({ id }: Contact) => `/app/customers/${id}/evidence`;
const exports = async () =>
  (
    await query<{ contact: string; format: string; actor: string; reason: string }>(
      "SELECT contact_id::text AS contact, format, actor, reason FROM evidence_export ORDER BY id",
    )
  ).rows;

describe("the evidence about one person", () => {
  it("is saved as data, by a signed request of staff, and logged", async () => {
    const response = await take(pathOf(mailed), ASK);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="evidence-${mailed.id}.json"`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const pack = (await response.json()) as { format: string; person: { email: string }; mails: { subject: string }[] };
    expect(pack).toMatchObject({
      format: "twostage-evidence-1",
      person: { email: mailed.email },
      mails: [{ subject: "Offers of spring for the trade", outcome: "accepted", basis: "legitimate_interest" }],
    });
    expect(JSON.stringify(pack)).not.toContain(other.email);
    expect(await exports()).toEqual([
      { contact: mailed.id, format: "json", actor: "Staff member 42", reason: "They asked by telephone" },
    ]);
  });

  it("is saved as a paper that holds the same", async () => {
    const response = await take(pathOf(mailed), { ...ASK, format: "pdf" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/pdf");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="evidence-${mailed.id}.pdf"`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe("%PDF-");
    expect(readPdf(bytes).pages).toBe(1);
    expect((await exports()).at(-1)).toMatchObject({ contact: mailed.id, format: "pdf" });
  });

  it("is shown as taken out on the customer's page", async () => {
    const page = await shop.staff.open(`/app/customers/${mailed.id}`);
    expect(page).toContain("Taken out before");
    expect(page).toContain("They asked by telephone");
  });
});

describe("nothing leaves, and nothing is logged,", () => {
  const refused = async (response: Promise<Response>, statuses: readonly number[]) => {
    const before = await exports();
    const answer = await response;
    expect(statuses).toContain(answer.status);
    expect(await answer.text()).not.toContain(mailed.email);
    expect(await exports()).toEqual(before);
  };

  it.each<[string, () => Promise<Record<string, string | undefined>>]>([
    ["without a token", () => Promise.resolve({ authorization: undefined })],
    ["with a token that is none", () => Promise.resolve({ authorization: "Bearer x" })],
    ["with a token of another secret", async () => ({ authorization: `Bearer ${await forgedToken(shop)}` })],
    [
      "with a token for another app",
      async () => ({ authorization: `Bearer ${await forgedToken(shop, { aud: "another-app" })}` }),
    ],
    [
      "with a token that has run out",
      async () => ({
        authorization: `Bearer ${await forgedToken(shop, { exp: Math.floor(Date.now() / 1000) - 600 })}`,
      }),
    ],
    [
      "with a token that is not valid yet",
      async () => ({
        authorization: `Bearer ${await forgedToken(shop, { nbf: Math.floor(Date.now() / 1000) + 600 })}`,
      }),
    ],
    [
      "with the token as another kind of authorisation",
      async () => ({ authorization: `Basic ${await shop.world.shopify.sessionToken()}` }),
    ],
    [
      "to a program that is no browser of staff",
      () => Promise.resolve({ "user-agent": "Googlebot/2.1", authorization: undefined }),
    ],
  ])("%s", async (_case, headers) => {
    await refused(take(pathOf(mailed), ASK, await headers()), [302, 401, 403, 410]);
  });

  it("without a reason, which is named", async () => {
    const before = await exports();
    const response = await take(pathOf(mailed), { ...ASK, reason: " " });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ problem: { code: "input_invalid", fields: ["reason"] } });
    expect(await exports()).toEqual(before);
  });

  it.each<[string, Record<string, string>]>([
    ["in another form", { ...ASK, format: "csv" }],
    ["in no form", { reason: "x" }],
    ["without saying why at all", { format: "pdf" }],
  ])("%s", async (_case, form) => {
    await refused(take(pathOf(mailed), form), [400]);
  });

  it("by GET", async () => {
    await refused(take(pathOf(mailed), undefined), [405]);
  });

  it.each(["0", "99999999", "x", "1%27"])("of customer %s, who is none", async (id) => {
    await refused(take(`/app/customers/${id}/evidence`, ASK), [404]);
  });

  it("of a customer of another shop", async () => {
    const { rows } = await query<Contact>(
      `WITH other AS (INSERT INTO shop (domain) VALUES ('other.myshopify.com') RETURNING id)
       INSERT INTO contact (shop_id, email, address_usable, freemail, name, company, tags, relation, legal_form, evidence_strength, source_updated_at)
       SELECT id, 'theirs@b.example', true, false, 'A', 'B', '{}', 'customer', 'unknown', 'insufficient', now() FROM other RETURNING id::text, email`,
    );
    const [theirs] = rows;
    if (!theirs) throw new Error("no contact");
    const before = await exports();
    const response = await take(pathOf(theirs), ASK);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("theirs@b.example");
    expect(await exports()).toEqual(before);
  });
});

describe("the app while it runs", () => {
  it("seals what was written within two minutes, by itself", { timeout: 2 * WITHIN_MS }, async () => {
    await query(
      "INSERT INTO consent_event (shop_id, at, kind, consent_key) SELECT id, now(), 'requested', decode(md5('sealed by the clock'), 'hex') FROM shop WHERE domain <> 'other.myshopify.com'",
    );
    await until(WITHIN_MS * 1.5, () =>
      query("SELECT 1 FROM consent_seal WHERE NOT EXISTS (SELECT 1 FROM consent_unsealed)"),
    );
    expect(shop.log()).not.toContain("does not end where it did");
  });
});
