import { expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 150 });

const DECIDE = { intent: "decide", legalForm: "corporate", reason: "Found on the register" };

/** Rows of the desk, the most valuable first, once the sync has built it. */
async function rowsOf(): Promise<string[]> {
  const { database } = shop.world;
  await until(20_000, () => database.query("SELECT 1 FROM review_item"));
  const { rows } = await database.query<{ id: string }>(
    `SELECT r.id::text FROM review_item r JOIN shop s ON s.id = r.shop_id WHERE s.domain = $1
     ORDER BY r.orders DESC, r.contacts DESC, r.id DESC`,
    [shop.world.shopify.settings.shop.domain],
  );
  return rows.map(({ id }) => id);
}

async function decided(): Promise<{ actor: string; reason: string; undone: boolean }[]> {
  const { rows } = await shop.world.database.query<{ actor: string; reason: string; undone: boolean }>(
    "SELECT DISTINCT actor, reason, undone_at IS NOT NULL AS undone FROM form_evidence WHERE group_id IS NOT NULL",
  );
  return rows;
}

const post = (token: string | undefined, form: Readonly<Record<string, string>>) =>
  fetch(`${shop.world.shopify.appUrl}/app/review.data`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "user-agent": USER_AGENT,
      "content-type": "application/x-www-form-urlencoded",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: new URLSearchParams(form).toString(),
  });

it("decides nothing without a token, or with one of another secret", async () => {
  const [row = ""] = await rowsOf();
  const forged = await forgedToken(shop);
  expect((await post(undefined, { ...DECIDE, items: row })).status).toBe(LED_AWAY.data);
  expect((await post(forged, { ...DECIDE, items: row })).status).toBe(401);
  expect(await decided()).toEqual([]);
});

it("decides nothing for a row of another shop", async () => {
  const { database } = shop.world;
  await database.query("INSERT INTO shop (domain, name, storefront_url) VALUES ('other.myshopify.com', 'Other', '')");
  const { rows } = await database.query<{ id: string }>(
    `WITH other AS (SELECT id FROM shop WHERE domain = 'other.myshopify.com'), theirs AS (
       INSERT INTO contact (shop_id, email, address_usable, freemail, name, company, company_key, tags, relation, legal_form, evidence_strength, source_updated_at)
       SELECT id, 'a@b.example', true, false, 'A', 'B', 'name:b', '{}', 'customer', 'unknown', 'insufficient', now() FROM other)
     INSERT INTO review_item (shop_id, key, contacts, contradicted, orders) SELECT id, 'name:b', 1, 0, 1 FROM other RETURNING id::text`,
  );
  const answer = await shop.staff.submit("/app/review", { ...DECIDE, items: rows[0]?.id ?? "" });
  expect(answer).toContain("decided");
  expect(await decided()).toEqual([]);
  const page = await fetch(`${shop.world.shopify.appUrl}/app/review.data`, {
    headers: { "user-agent": USER_AGENT, authorization: `Bearer ${await shop.world.shopify.sessionToken()}` },
  });
  expect(await page.text()).not.toContain("a@b.example");
});

it("refuses a decision without a reason, naming the field", async () => {
  const [row = ""] = await rowsOf();
  await expect(shop.staff.submit("/app/review", { ...DECIDE, items: row, reason: " " })).rejects.toThrow(/reason/);
  expect(await decided()).toEqual([]);
});

it.each([
  ["of another kind", { intent: "forget", items: "1" }],
  ["with a form that is none", { ...DECIDE, items: "1", legalForm: "unknown" }],
  ["with a group that is none", { intent: "undo", group: "1" }],
])("refuses a form %s", async (_name, form) => {
  expect((await post(await shop.world.shopify.sessionToken(), form)).status).toBe(400);
});

it("decides the rows that are asked for with who did it, and undoes them", async () => {
  const rows = await rowsOf();
  await shop.staff.submit("/app/review", { ...DECIDE, items: rows.slice(0, 2).join(",") });
  expect(await decided()).toEqual([
    { actor: expect.stringMatching(/^Staff member \w+/) as string, reason: DECIDE.reason, undone: false },
  ]);
  expect(await rowsOf()).toHaveLength(rows.length - 2);
  const { rows: groups } = await shop.world.database.query<{ group: string }>(
    'SELECT DISTINCT group_id::text AS "group" FROM form_evidence WHERE group_id IS NOT NULL',
  );
  await shop.staff.submit("/app/review", { intent: "undo", group: groups[0]?.group ?? "" });
  expect(await decided()).toMatchObject([{ undone: true }]);
  expect(await rowsOf()).toHaveLength(rows.length);
});
