import { beforeAll, describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { consentFile, evidenced } from "../support/consent-import-steps";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const WITHIN_MS = 30_000;
const WELSH = "Iawn, caiff Thornbury Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.";
const ASK = { intent: "ask", how: "phone", askedOn: "2026-03-01", note: "Rang about boiler parts", locale: "en" };

const token = () => shop.world.shopify.sessionToken();
const BAD: readonly (readonly [string, () => Promise<string | undefined>])[] = [
  ["no token", () => Promise.resolve(undefined)],
  ["a token of another secret", () => forgedToken(shop)],
  ["a token for another app", () => forgedToken(shop, { aud: "another-app" })],
  ["a token that has run out", () => forgedToken(shop, { exp: Math.floor(Date.now() / 1000) - 600 })],
];

const post = (path: string, body: FormData | URLSearchParams, as: string | undefined) =>
  postRaw(`${path}.data`, body, as);
function postRaw(path: string, body: FormData | URLSearchParams, as: string | undefined): Promise<Response> {
  return fetch(`${shop.world.shopify.appUrl}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "user-agent": USER_AGENT, ...(as ? { authorization: `Bearer ${as}` } : {}) },
    body,
  });
}
const count = async (sql: string, values: unknown[] = []) =>
  Number((await shop.world.database.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

let contact = { id: "", email: "" };
let otherShop = 0;
beforeAll(async () => {
  const { rows } = await shop.world.database.query<{ id: string; email: string }>(
    "SELECT id::text AS id, email FROM contact WHERE address_usable AND NOT excluded ORDER BY id LIMIT 1",
  );
  contact = rows[0] ?? contact;
  const { rows: others } = await shop.world.database.query<{ id: number }>(
    "INSERT INTO shop (domain) VALUES ('other.myshopify.com') RETURNING id",
  );
  otherShop = others[0]?.id ?? 0;
});

describe("the wording's page", () => {
  it("publishes for this shop, with who did it, and Shopify is told", async () => {
    await shop.staff.submit("/app/wording", { intent: "draft", locale: "cy", text: "Iawn" });
    expect(await count("consent_wording_draft WHERE locale = 'cy' AND saved_by LIKE 'Staff member %'")).toBe(1);
    await shop.staff.submit("/app/wording", { intent: "publish", locale: "cy", text: WELSH });
    const { rows } = await shop.world.database.query(
      "SELECT version, text, published_by FROM consent_wording WHERE locale = 'cy'",
    );
    expect(rows).toEqual([
      { version: 2, text: WELSH, published_by: expect.stringMatching(/^Staff member \d+$/) as string },
    ]);
    await until(WITHIN_MS, () => shop.world.database.query("SELECT 1 FROM shop WHERE wording_sent_version = 2"));
    const [metafield] = shop.world.shopify.store.metafields.ofOwner("gid://shopify/Shop/70000001");
    expect(JSON.parse(metafield?.value ?? "")).toMatchObject({
      version: "1",
      locale: "en",
      wordings: [{ locale: "en" }, { version: "2", locale: "cy", text: WELSH }],
    });
  });

  it("refuses what must not be published, with what is wrong, and publishes nothing", async () => {
    const before = await count("consent_wording");
    await expect(
      shop.staff.submit("/app/wording", { intent: "publish", locale: "de", text: "I accept the terms" }),
    ).rejects.toThrow(/input_invalid[\s\S]*wording_terms/);
    await expect(shop.staff.submit("/app/wording", { intent: "publish", locale: "xx", text: WELSH })).rejects.toThrow(
      "locale",
    );
    expect(await count("consent_wording")).toBe(before);
  });

  it.each(BAD)("does nothing with %s", async (_what, as) => {
    const before = await count("consent_wording");
    const form = new URLSearchParams({
      intent: "publish",
      locale: "fr",
      text: "Oui, Thornbury Spares, offres par e-mail, désabonner",
    });
    const asWhom = await as();
    expect((await post("/app/wording", form, asWhom)).status).toBe(asWhom ? 401 : LED_AWAY.data);
    expect(await count("consent_wording")).toBe(before);
  });
});

describe("asking for a customer who asked staff", () => {
  it.each(BAD)("does nothing with %s", async (_what, as) => {
    const asWhom = await as();
    const response = await post(`/app/customers/${contact.id}/ask-consent`, new URLSearchParams(ASK), asWhom);
    expect(response.status).toBe(asWhom ? 401 : LED_AWAY.data);
    expect(await count("consent_request WHERE surface = 'staff'")).toBe(0);
  });

  it("refuses a contact of another shop, and what no page sends", async () => {
    const { rows } = await shop.world.database.query<{ id: string }>(
      `INSERT INTO contact (shop_id, email, address_usable, freemail, name, company, relation, legal_form, evidence_strength, source_updated_at)
       VALUES ($1, 'theirs@other.example', true, false, '', '', 'customer', 'unknown', 'insufficient', now()) RETURNING id::text AS id`,
      [otherShop],
    );
    await expect(shop.staff.submit(`/app/customers/${rows[0]?.id}/ask-consent`, ASK)).rejects.toThrow("not_found");
    const bad = new URLSearchParams({ ...ASK, intent: "confirm" });
    expect((await post(`/app/customers/${contact.id}/ask-consent`, bad, await token())).status).toBe(400);
    expect(await count("consent_request WHERE surface = 'staff'")).toBe(0);
  });

  it("sends the verification mail, with who asked in the ledger", async () => {
    await shop.staff.submit(`/app/customers/${contact.id}/ask-consent`, ASK);
    await until(WITHIN_MS, () => ({ rows: [...shop.world.sendgrid.sentTo(contact.email)] }));
    const { rows } = await shop.world.database.query<{ proof: object }>(
      "SELECT proof FROM consent_event WHERE surface = 'staff' AND kind = 'requested'",
    );
    expect(rows).toEqual([
      {
        proof: {
          staff: expect.stringMatching(/^Staff member \d+$/) as string,
          how: "phone",
          askedOn: "2026-03-01",
        },
      },
    ]);
    expect(await shop.staff.open(`/app/customers/${contact.id}`)).toContain("They had asked by phone on 1 March 2026");
  });

  it("asks for somebody who is no customer too, with the same care", async () => {
    const address = { ...ASK, email: "reader@post.example" };
    for (const [, as] of BAD) {
      const asWhom = await as();
      const response = await post("/app/customers/ask-consent", new URLSearchParams(address), asWhom);
      expect(response.status).toBe(asWhom ? 401 : LED_AWAY.data);
    }
    expect(await count("consent_request WHERE email = 'reader@post.example'")).toBe(0);
    await expect(shop.staff.submit("/app/customers/ask-consent", { ...address, email: "nobody" })).rejects.toThrow(
      "address_invalid",
    );
    await shop.staff.submit("/app/customers/ask-consent", address);
    await until(WITHIN_MS, () => ({ rows: [...shop.world.sendgrid.sentTo("reader@post.example")] }));
  });

  it("is refused for an excluded address, with the reason", async () => {
    await shop.staff.submit("/app/exclusions", { intent: "exclude", email: contact.email, note: "asked by phone" });
    await expect(shop.staff.submit(`/app/customers/${contact.id}/ask-consent`, ASK)).rejects.toThrow(
      "address_excluded",
    );
  });
});

describe("the import of consents", () => {
  const TEXT = consentFile(
    evidenced("jo@collected.example"),
    evidenced("half@collected.example", { Proof: "=cmd|' /C calc'!A0", "Confirmed at": "" }),
    evidenced("=1+1"),
  );
  const upload = (as: string | undefined, file: string | Uint8Array<ArrayBuffer> = TEXT) => {
    const form = new FormData();
    form.set("intent", "upload");
    form.set("name", "Old system");
    form.set("file", new File([file], "old.csv", { type: "text/csv" }));
    return post("/app/consents/import", form, as);
  };
  const uploaded = async () =>
    Number(/\/app\/consents\/import\/(\d+)/.exec(await (await upload(await token())).text())?.[1]);
  const COLUMNS = {
    intent: "check",
    wording: "",
    place: "",
    proof: "",
    ...Object.fromEntries(["email", "askedAt", "wording", "place", "confirmedAt", "proof"].map((field, position) => [`column_${field}`, String(position)])),
  }; // prettier-ignore
  const inState = (id: number, state: string) =>
    until(WITHIN_MS, () =>
      shop.world.database.query("SELECT 1 FROM consent_import WHERE id = $1 AND state::text = $2", [id, state]),
    );

  it("goes from the file to the ledger, mails nobody, and adds nothing the second time", async () => {
    const page = `/app/consents/import`;
    expect(await shop.staff.open(page)).toContain("asking somebody for their consent to marketing is itself marketing");
    const sent = shop.world.sendgrid.sent().length;
    for (const expected of [
      { confirmed: 1, no_second_stage: 1, no_address: 1 },
      { known: 2, no_address: 1 },
    ]) {
      const id = await uploaded();
      expect(await shop.staff.open(`${page}/${id}`)).toContain("What they saw, and what proves it");
      await shop.staff.submit(`${page}/${id}`, COLUMNS);
      await inState(id, "checked");
      await shop.staff.submit(`${page}/${id}`, { intent: "take", signedBy: "Rhian Pritchard", agreed: "yes" });
      await inState(id, "imported");
      const { rows } = await shop.world.database.query("SELECT counts FROM consent_import WHERE id = $1", [id]);
      expect(rows).toEqual([{ counts: expected }]);
      const file = await postRaw(`${page}/${id}/set-aside`, new URLSearchParams(), await token());
      expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
      expect(file.headers.get("content-disposition")).toBe(`attachment; filename="set-aside-${id}.csv"`);
      expect(file.headers.get("cache-control")).toBe("no-store");
      const setAside = await file.text();
      expect(setAside).toContain("'=1+1");
      expect(setAside.includes("jo@collected.example")).toBe("known" in expected);
      for (const [, as] of BAD) {
        const asWhom = await as();
        const response = await postRaw(`${page}/${id}/set-aside`, new URLSearchParams(), asWhom);
        expect(response.status).toBe(asWhom ? 401 : LED_AWAY.document);
      }
    }
    expect(await count("consent_event WHERE kind::text LIKE 'imported%'")).toBe(2);
    expect(shop.world.sendgrid.sent()).toHaveLength(sent);
    const { rows: requests } = await shop.world.database.query(
      "SELECT asked_note FROM consent_request WHERE email = 'half@collected.example'",
    );
    // A formula is text like any other.
    expect(requests).toEqual([{ asked_note: "=cmd|' /C calc'!A0" }]);
    expect(shop.log()).not.toMatch(/collected\.example|Rhian/);
  });

  it("is refused without a signature", async () => {
    const id = await uploaded();
    await shop.staff.submit(`/app/consents/import/${id}`, { ...COLUMNS, column_email: "0" });
    await inState(id, "checked");
    // Everything in it is known by now: a row that is not makes it need one.
    await shop.world.database.query("UPDATE consent_import SET counts = counts || '{\"confirmed\": 1}' WHERE id = $1", [
      id,
    ]);
    await expect(
      shop.staff.submit(`/app/consents/import/${id}`, { intent: "take", signedBy: "", agreed: "no" }),
    ).rejects.toThrow(/signedBy[\s\S]*agreed/);
  });

  it("says in words that a file is too large, or is none", async () => {
    const large = await upload(await token(), new Uint8Array(21 * 1024 * 1024).fill(65));
    expect([large.status, (await large.text()).includes("file_too_large")]).toEqual([413, true]);
    const workbook = await upload(await token(), new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]));
    expect([workbook.status, (await workbook.text()).includes("workbook")]).toEqual([422, true]);
  });

  it.each(BAD)("does nothing with %s", async (_what, as) => {
    const id = await uploaded();
    const before = await count("consent_import");
    const asWhom = await as();
    await upload(asWhom);
    expect(await count("consent_import")).toBe(before);
    const discard = new URLSearchParams({ intent: "discard" });
    const response = await post(`/app/consents/import/${id}`, discard, asWhom);
    expect(response.status).toBe(asWhom ? 401 : LED_AWAY.data);
    expect(await count("consent_import WHERE id = $1 AND state = 'uploaded'", [id])).toBe(1);
  });

  it("of another shop does not exist", async () => {
    const { rows } = await shop.world.database.query<{ id: number }>(
      `INSERT INTO consent_import (shop_id, name, state, file_name, file_bytes, encoding, delimiter, headed, columns, uploaded_at, uploaded_by)
       VALUES ($1, 'Secret file', 'checked', 'x', 1, 'utf-8', ',', true, '{}', now(), 'x') RETURNING id`,
      [otherShop],
    );
    const id = rows[0]?.id ?? 0;
    await expect(shop.staff.open(`/app/consents/import/${id}`)).rejects.toThrow("404");
    expect(await shop.staff.open("/app/consents/import")).not.toContain("Secret file");
    const bodies: Record<string, string>[] = [
      { intent: "discard" },
      { intent: "take", signedBy: "Rhian", agreed: "yes" },
      COLUMNS,
    ];
    for (const body of bodies)
      await expect(shop.staff.submit(`/app/consents/import/${id}`, body)).rejects.toThrow("not_found");
    expect((await postRaw(`/app/consents/import/${id}/set-aside`, new URLSearchParams(), await token())).status).toBe(
      404,
    );
  });
});
