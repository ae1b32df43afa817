import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { refreshReview, reviewKeys } from "~/db/review";
import { transaction } from "~/db/transaction";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { undoDecision } from "~/services/legalForm/decideByStaff";
import { decideReview } from "~/services/review/decideReview";
import { listDecisions } from "~/services/review/listDecisions";
import { listReview, type ReviewItem } from "~/services/review/listReview";
import { rebuildReview } from "~/services/review/rebuildReview";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  importLines,
  makeShop,
  person,
  soleTrader,
  START,
  type CustomerLine,
} from "../support/factories";
import { startStore } from "../support/simulated-store";
import { storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

const CORPORATE = { legalForm: "corporate", reason: "Seen on the register" } as const;

/** A shop with these customers, its desk as after a sync. */
async function shopWith(lines: readonly CustomerLine[]): Promise<number> {
  const shopId = await makeShop();
  await importLines(shopId, lines);
  await rebuildReview(shopId);
  return shopId;
}

async function allItems(shopId: number, contradictedOnly = false): Promise<ReviewItem[]> {
  const items: ReviewItem[] = [];
  let cursor: string | null = null;
  do {
    const page = await listReview(shopId, { contradictedOnly, ...(cursor ? { after: cursor } : {}) });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}

const named = (items: readonly ReviewItem[], name: string) => {
  const item = items.find((each) => each.name === name);
  if (!item) throw new Error(`${name} is not on the desk`);
  return item;
};

/** The kept sums, but for their ids. */
async function kept(shopId: number) {
  const { rows } = await pool().query<Record<string, unknown>>(
    "SELECT key, contacts, contradicted, orders, last_order_at FROM review_item WHERE shop_id = $1 ORDER BY key",
    [shopId],
  );
  return rows;
}

describe("the review desk", () => {
  let shopId: number;
  let other: number;
  beforeAll(async () => {
    shopId = await shopWith([
      customer(1, { company: "Hart & Daughters", orders: 3, lastOrderAt: "2026-01-02T12:00:00Z" }),
      customer(2, { company: "HART AND DAUGHTERS", orders: 5, lastOrderAt: "2026-02-02T12:00:00Z" }),
      customer(3, { company: "Bell Heating", orders: 9 }),
      customer(4, { company: "Owen Plumbing", orders: 4 }),
      customer(5, { company: "Owen Plumbing", orders: 4 }),
      customer(6, { company: "Vale Ltd t/a Vale Spares Ltd", orders: 2 }),
      person(7, { name: "Rhian Pugh", orders: 1 }),
      // Of none of these would a decision change anything, or none is needed.
      customer(20, { company: "Mailbox Heating", email: "someone@gmail.com" }),
      customer(21, { company: "No Address", email: null }),
      customer(22, { company: "Known Ltd" }),
      soleTrader(23),
      customer(24, { company: "Said No", marketingState: "UNSUBSCRIBED" }),
    ]);
    other = await shopWith([customer(1, { company: "Another Shop's", orders: 100 })]);
  });

  test("lists companies by the orders of all their contacts, then by their number", async () => {
    const items = await allItems(shopId);
    expect(items.map(({ orders, contacts }) => [orders, contacts])).toEqual([
      [9, 1],
      [8, 2],
      [8, 2],
      [2, 1],
      [1, 1],
    ]);
    expect(items.map(({ name }) => name)).toEqual([
      "Bell Heating",
      ...["HART AND DAUGHTERS", "Owen Plumbing"].sort((a, b) => place(items, a) - place(items, b)),
      "Vale Ltd t/a Vale Spares Ltd",
      "Rhian Pugh",
    ]);
    expect(named(items, "HART AND DAUGHTERS").lastOrderAt).toEqual(new Date("2026-02-02T12:00:00Z"));
  });

  test("counts the contacts that wait, without those whose decision would change nothing", async () => {
    expect(await listReview(shopId, { contradictedOnly: false })).toMatchObject({ contacts: 7, contradicted: 1 });
  });

  test("shows what was seen and who it is about", async () => {
    const item = named(await allItems(shopId), "Vale Ltd t/a Vale Spares Ltd");
    expect(item.evidence.map(({ says, mark }) => [says, mark])).toEqual(
      expect.arrayContaining([
        ["corporate", "Ltd"],
        ["individual", "t/a"],
      ]),
    );
    expect(item.people).toEqual([{ id: expect.stringMatching(/^\d+$/) as string, name: "Buyer 6" }]);
  });

  test("narrowed to the contradictory holds those only", async () => {
    expect((await allItems(shopId, true)).map(({ name }) => name)).toEqual(["Vale Ltd t/a Vale Spares Ltd"]);
  });

  test("holds nobody of another shop", async () => {
    expect((await allItems(other)).map(({ name }) => name)).toEqual(["Another Shop's"]);
  });

  test("begins at its first page for a cursor that it never gave", async () => {
    const first = await listReview(shopId, { contradictedOnly: false });
    for (const cursor of ["x", "1", "1_1", "-1_1_1", "1_1_1; SELECT 1", "9".repeat(30)])
      expect(await listReview(shopId, { contradictedOnly: false, after: cursor }), cursor).toEqual(first);
  });
});

const place = (items: readonly ReviewItem[], name: string) => items.findIndex((item) => item.name === name);

test("pages through every row once, while rows on pages already passed are decided", async () => {
  const shopId = await shopWith(
    Array.from({ length: 80 }, (_, index) =>
      customer(index + 1, { company: `Works ${index}`, orders: 1 + (index % 7) }),
    ),
  );
  const first = await listReview(shopId, { contradictedOnly: false });
  expect(first.items).toHaveLength(25);
  await decideReview(
    shopId,
    first.items.slice(0, 10).map(({ id }) => id),
    CORPORATE,
    "jo",
    START,
  );
  const names = first.items.map(({ name }) => name);
  for (let cursor = first.next; cursor;) {
    const page = await listReview(shopId, { contradictedOnly: false, after: cursor });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next;
  }
  expect(names).toHaveLength(80);
  expect(new Set(names).size).toBe(80);
});

test("leaves out who was excluded since, though their row has not been refreshed", async () => {
  const shopId = await shopWith([customer(1, { company: "Hill Heating", email: "hill@hill.example" })]);
  await excludeByStaff(shopId, { email: "hill@hill.example", note: "rang", actor: "jo", at: START });
  expect(await listReview(shopId, { contradictedOnly: false })).toMatchObject({ items: [], contacts: 0 });
  expect(await rebuildReview(shopId)).toBe(1);
  expect(await kept(shopId)).toEqual([]);
});

test("follows a customer that is read anew: to another company, and off the desk", async () => {
  const shopId = await shopWith([customer(1, { company: "Hart" }), customer(2, { company: "Hart" })]);
  const read = async (spec: Parameters<typeof customer>[1], at: Date) => {
    const line = customer(1, { ...spec, updatedAt: at.toISOString() });
    const { graphql } = await startStore({ storeFile: storeFile([line]) });
    await refreshCustomer(shopId, "1", graphql, at);
    return (await kept(shopId)).map(({ key, contacts }) => [key, contacts]);
  };
  expect(await read({ company: "Bell" }, after(60))).toEqual([
    ["name:bell", 1],
    ["name:hart", 1],
  ]);
  expect(await read({ company: "Bell Ltd" }, after(120))).toEqual([["name:hart", 1]]);
});

describe("a decision on the desk", () => {
  const lines = [
    customer(1, { company: "Hart & Daughters" }),
    customer(2, { company: "Hart & Daughters" }),
    customer(3, { company: "Bell Heating" }),
    customer(4, { company: "Owen Plumbing" }),
  ];
  const formsOf = async (shopId: number) => {
    const { rows } = await pool().query<{ form: string }>(
      "SELECT legal_form AS form FROM contact WHERE shop_id = $1 ORDER BY shopify_id",
      [shopId],
    );
    return rows.map(({ form }) => form);
  };
  const idsOf = async (shopId: number, ...names: string[]) => {
    const items = await allItems(shopId);
    return names.map((name) => named(items, name).id);
  };

  test("is for everybody on the rows chosen, leaves the desk, and is undone as one", async () => {
    const shopId = await shopWith(lines);
    const chosen = await idsOf(shopId, "Hart & Daughters", "Bell Heating");
    const outcome = await decideReview(shopId, chosen, CORPORATE, "jo", START);
    expect(outcome).toMatchObject({ decided: 3, more: false });
    expect(await formsOf(shopId)).toEqual(["corporate", "corporate", "corporate", "unknown"]);
    expect((await allItems(shopId)).map(({ name }) => name)).toEqual(["Owen Plumbing"]);
    const decision = { groupId: outcome.groupId, legalForm: "corporate", reason: CORPORATE.reason, contacts: 3 };
    expect(await listDecisions(shopId)).toMatchObject([{ ...decision, actor: "jo", at: START, undoneAt: null }]);

    expect(await undoDecision(shopId, outcome.groupId ?? "", "sam", after(60))).toBe(3);
    expect(await formsOf(shopId)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect(await allItems(shopId)).toHaveLength(3);
    expect(await listDecisions(shopId)).toMatchObject([{ ...decision, undoneAt: after(60), undoneBy: "sam" }]);
    expect(await undoDecision(shopId, outcome.groupId ?? "", "sam", after(70))).toBe(0);
  });

  test("made by two at once stands as the first made it, and the second hears how many were left", async () => {
    const shopId = await shopWith(lines);
    const hart = await idsOf(shopId, "Hart & Daughters");
    const both = await idsOf(shopId, "Hart & Daughters", "Bell Heating");
    const outcomes = await Promise.all([
      decideReview(shopId, hart, CORPORATE, "jo", START),
      decideReview(shopId, hart, { ...CORPORATE, legalForm: "individual" }, "sam", START),
    ]);
    expect(outcomes.map(({ decided }) => decided).sort()).toEqual([0, 2]);
    const [form] = await formsOf(shopId);
    expect(form).toBe(outcomes[0].decided === 2 ? "corporate" : "individual");
    expect(await listDecisions(shopId)).toHaveLength(1);
    expect(await decideReview(shopId, both, { ...CORPORATE, legalForm: "individual" }, "sam", after(9))).toMatchObject({
      decided: 1,
    });
    expect((await formsOf(shopId))[0]).toBe(form);
  });

  test("with rows of another shop decides nothing", async () => {
    const [shopId, other] = [await shopWith(lines), await shopWith(lines)];
    const theirs = await idsOf(other, "Bell Heating");
    // Rows have numbers of their own in the whole database.
    expect(await decideReview(shopId, theirs, CORPORATE, "jo", START)).toEqual({
      groupId: null,
      decided: 0,
      more: false,
    });
    expect(new Set([...(await formsOf(shopId)), ...(await formsOf(other))])).toEqual(new Set(["unknown"]));
    const mine = await decideReview(shopId, await idsOf(shopId, "Bell Heating"), CORPORATE, "jo", START);
    expect(await undoDecision(other, mine.groupId ?? "", "jo", START)).toBe(0);
    expect(await listDecisions(other)).toEqual([]);
  });

  test.each([
    ["a reason", ["1"], " \n", ["reason"]],
    ["rows", [], "because", ["items"]],
    ["rows that can be", ["x", "-1", "1; SELECT 1", "9".repeat(30)], "because", ["items"]],
  ])("without %s is refused", async (_name, items, reason, fields) => {
    const shopId = await makeShop();
    await expect(decideReview(shopId, items, { legalForm: "corporate", reason }, "jo", START)).rejects.toMatchObject({
      code: "input_invalid",
      fields,
    });
  });
});

test("the latest decisions are ten at most, newest first, however they interleave", async () => {
  const shopId = await makeShop();
  await pool().query(
    `INSERT INTO form_evidence (shop_id, contact_id, source, says, detail, reason, at, actor, group_id)
     SELECT $1, i, 'staff_decision', 'corporate', '', 'number ' || (i % 13), $2, 'jo', ('00000000-0000-4000-8000-0000000000' || lpad((i % 13)::text, 2, '0'))::uuid
     FROM generate_series(1, 39) i`,
    [shopId, START],
  );
  const decisions = await listDecisions(shopId);
  expect(decisions.map(({ reason }) => reason)).toEqual(
    [0, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((number) => `number ${number}`),
  );
  expect(decisions.every(({ contacts }) => contacts === 3)).toBe(true);
});

describe("the kept sums", () => {
  const COMPANIES = ["name:hart", "name:bell", "b2b:7", null];
  const change = fc.record({
    contact: fc.nat(7),
    column: fc.constantFrom(
      "company_key",
      "order_count",
      "legal_form",
      "evidence_strength",
      "excluded",
      "freemail",
      "deleted_at",
    ),
    choice: fc.nat(3),
  });
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
  const VALUES: Readonly<Record<string, readonly unknown[]>> = {
    company_key: COMPANIES,
    order_count: [0, 1, 5, 9],
    legal_form: ["unknown", "corporate", "individual", "unknown"],
    evidence_strength: ["insufficient", "contradicted", "sufficient", "insufficient"],
    excluded: [true, false, false, false],
    freemail: [true, false, false, false],
    deleted_at: [START, null, null, null],
  };

  async function apply(shopId: number, ids: readonly string[], { contact, column, choice }: Change): Promise<void> {
    const id = ids[contact] ?? "";
    await transaction(async (tx) => {
      const before = await reviewKeys(tx, shopId, [id]);
      await tx.query(`UPDATE contact SET ${column} = $3 WHERE shop_id = $1 AND id = $2`, [
        shopId,
        id,
        VALUES[column]?.[choice],
      ]);
      await refreshReview(tx, shopId, [...before, ...(await reviewKeys(tx, shopId, [id]))]);
    });
  }

  test("refreshed after every change, two at a time, are those of a desk built afresh", async () => {
    const shopId = await shopWith(
      Array.from({ length: 8 }, (_, index) => customer(index + 1, { company: index % 2 ? "Hart" : "Bell" })),
    );
    const { rows } = await pool().query<{ id: string }>("SELECT id::text FROM contact WHERE shop_id = $1 ORDER BY id", [
      shopId,
    ]);
    const ids = rows.map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(change, change), { minLength: 1, maxLength: 6 }), async (pairs) => {
        for (const [one, two] of pairs) await Promise.all([apply(shopId, ids, one), apply(shopId, ids, two)]);
        const refreshed = await kept(shopId);
        expect(await rebuildReview(shopId)).toBe(0);
        await pool().query("DELETE FROM review_item WHERE shop_id = $1", [shopId]);
        await rebuildReview(shopId);
        expect(refreshed).toEqual(await kept(shopId));
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
