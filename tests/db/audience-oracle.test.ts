import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { everyFactClass } from "~/policy/factClass";
import { audienceCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { audienceFilter } from "~/services/campaigns/audienceFilter";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { readStoredDecisions } from "~/services/campaigns/readProgress";
import { handOverCampaign } from "~/services/delivery/handOver";
import { transaction } from "~/db/transaction";
import { appendConsentEvent } from "~/services/consent/ledger";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { addressKeys } from "~/services/shops/keys";
import { seededRandom } from "../simulators/seeded";
import { decideSlowly } from "../support/audience-oracle";
import { chooseSlowly } from "../support/choice-oracle";
import { useAppDatabase } from "../support/app-database";
import { after, customer, importLines, makeSendingCampaign, makeShop, START, writeLedger } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const CONTACTS = 2000;
const NOW = after(3600);
/** A domain that is excluded as a whole, below which one firm in ten has its mailboxes. */
const GROUP = "group.example";
const TAGS = ["pumps", "valves", "gold", "Pumps"];
const random = seededRandom(20261126);
const draw = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
const one = (inSo: number) => random() * inSo < 1;

/** Segments of the store: one that was taken once, one twice with a third take under way, one of which no take is whole. */
const SEGMENTS = [580_001, 580_002, 580_003];
const PRODUCTS = [7_000_001, 7_000_002, 7_000_003, 7_000_004];
/** Collections of some of them; in the last there is nothing. */
const COLLECTIONS = new Map([[8_000_001, [7_000_001, 7_000_002]], [8_000_002, [7_000_004]], [8_000_003, []]]); // prettier-ignore

let shopId: number;
let earlier: number[];

/** A contact drawn from all that there are: companies and people, at home and abroad, with mailboxes of their own and shared ones. */
function drawn(id: number) {
  const box = Math.floor(random() * CONTACTS * 0.8);
  const email = one(20)
    ? null
    : one(6)
      ? `buyer${box}@gmail.com`
      : `${one(8) ? "Buyer+x" : "buyer"}@firm-${box}.${box % 10 === 0 ? GROUP : "example"}`;
  return customer(id, {
    email: one(40) ? "not an address" : email,
    company: draw([`Firm ${box} Ltd`, `Firm ${box} Ltd`, `Firm ${box} LLP`, `Jones & Co ${box}`, null]),
    tags: [...new Set([draw(TAGS), draw(TAGS), ...(one(6) ? ["sole trader"] : [])])],
    country: draw(["GB", "GB", "GB", "IE", null]),
    orders: draw([0, 1, 1, 5]),
    lastOrderAt: new Date(START.getTime() - Math.floor(random() * 700) * 86_400_000).toISOString(),
    ...(one(3) ? {} : { spent: (random() * 500).toFixed(2) }),
  });
}

beforeAll(async () => {
  shopId = await makeShop();
  await importLines(
    shopId,
    Array.from({ length: CONTACTS }, (_, index) => drawn(index + 1)),
  );
  // Prospects of every origin, of which an import would take only some.
  await pool().query(
    `UPDATE contact SET relation = 'prospect', prospect_origin = (ARRAY['self_generated', 'in_sector', 'out_of_sector', 'refused', 'none'])[1 + id % 5]::prospect_origin
     WHERE shop_id = $1 AND id % 7 = 0`,
    [shopId],
  );
  await prisma().contact.updateMany({ where: { shopId, shopifyId: { lt: 50 } }, data: { deletedAt: START } });
  const { rows } = await pool().query<{ email: string }>(
    "SELECT email FROM contact WHERE shop_id = $1 AND address_usable ORDER BY id",
    [shopId],
  );
  const histories = [
    ["requested"],
    ["requested", "verification_mailed", "confirmed"],
    ["requested", "confirmed", "requested"],
    ["requested", "confirmed", "withdrawn"],
    ["requested", "expired"],
    ["requested", "confirmed", "withdrawn", "requested"],
    ["imported_confirmed"],
    ["imported_unconfirmed"],
    ["requested", "reported"],
  ] as const;
  for (let count = 0; count < 300; count++) await writeLedger(shopId, draw(rows).email, draw(histories));
  for (let count = 0; count < 40; count++) await withdrawAndTakeBack(draw(rows).email, draw(histories));
  await excludeDomain(shopId, { domain: GROUP, note: "Their office asked for it", actor: "owner", at: START });
  for (let count = 0; count < 150; count++)
    await excludeByStaff(shopId, { email: draw(rows).email, note: "drawn", actor: "owner", at: START });
  await saveFrequencyCap(shopId, { mails: 2, days: 30 }, "owner", START);
  earlier = [];
  for (const tag of ["pumps", "gold", "valves"]) {
    const id = await makeSendingCampaign(shopId, { audienceCriteria: { tags: [tag] } }, START);
    await handOverCampaign(shopId, id, scriptedSendGrid(START));
    earlier.push(id);
  }
  await drawTold(shopId);
  // Another shop has the same numbers of all, and other people in them.
  await drawTold(await makeShop());
}, 120_000);

/** What the store told of segments and of what was bought, also by customers who are no contacts, or no more. */
async function drawTold(of: number): Promise<void> {
  const customers = Array.from({ length: CONTACTS + 100 }, (_, index) => index + 1);
  const members = (segmentId: number, take: number, inSo: number) =>
    customers.filter(() => one(inSo)).map((id) => ({ shopId: of, segmentId: BigInt(segmentId), take, customerId: BigInt(id) })); // prettier-ignore
  await prisma().storeSegment.createMany({
    data: SEGMENTS.map((id, take) => ({ shopId: of, id: BigInt(id), take: [1, 2, 0][take] ?? 0, asked: 3, takenAt: NOW, askedAt: START, askedBy: "owner" })), // prettier-ignore
  });
  const [once = 0, twice = 0, never = 0] = SEGMENTS;
  const taken = [[once, 1], [twice, 1], [twice, 2], [twice, 3], [never, 1]] as const; // prettier-ignore
  await prisma().storeSegmentMember.createMany({ data: taken.flatMap(([id, take]) => members(id, take, 3)) });
  for (const [id, products] of COLLECTIONS) {
    await prisma().storeCollection.create({ data: { shopId: of, id: BigInt(id), title: "A", readAt: NOW } });
    await prisma().storeCollectionProduct.createMany({
      data: products.map((product) => ({ shopId: of, collectionId: BigInt(id), productId: BigInt(product) })),
    });
  }
  await prisma().purchaseReading.create({ data: { shopId: of, askedAt: START, readAt: NOW } });
  await prisma().productPurchase.createMany({
    data: PRODUCTS.flatMap((product) =>
      customers
        .filter(() => one(4))
        .map((id) => ({
          shopId: of,
          productId: BigInt(product),
          customerId: BigInt(id),
          // Never on the very edge of some days.
          lastAt: new Date(NOW.getTime() - (Math.floor(random() * 400) + 0.5) * 86_400_000),
        })),
    ),
  });
}

/** A history, then a withdrawal, which is taken back by an event that names it. */
async function withdrawAndTakeBack(email: string, history: Parameters<typeof writeLedger>[2]): Promise<void> {
  await writeLedger(shopId, email, [...history, "withdrawn"]);
  const { consentKey } = await addressKeys(shopId);
  const key = consentKey(email);
  const withdrawal = await prisma().consentEvent.findFirstOrThrow({
    where: { shopId, consentKey: new Uint8Array(key) },
    orderBy: { id: "desc" },
  });
  const proof = { act: "button", withdrawal: String(withdrawal.id) };
  await transaction((tx) =>
    appendConsentEvent(tx, shopId, { kind: "withdrawal_undone", consentKey: key, at: START, proof }),
  );
}

interface Stored {
  id: string;
  basis: string | null;
  reasons: string[];
}

/** Contacts whom criteria choose: by tags, segments and what was bought as the oracle of these does, by the rest as the app does. */
async function chosenBy(criteria: AudienceCriteria): Promise<Set<string>> {
  const told = {
    tags: [],
    tagsAll: [],
    tagsNone: [],
    segments: [],
    boughtProducts: [],
    boughtCollections: [],
    boughtWithinDays: null,
  };
  const { sql, values } = audienceFilter({ ...criteria, ...told }, 2, NOW);
  const { rows } = await pool().query<{ id: string }>(
    `SELECT c.id::text AS id FROM contact c WHERE c.shop_id = $1 AND ${sql}`,
    [shopId, ...values],
  );
  const slowly = await chooseSlowly(shopId, criteria, NOW);
  return new Set(rows.map(({ id }) => id).filter((id) => slowly.has(id)));
}

/** Decides an audience and stores it, as a whole or in halves. Gives what was stored, by contact. */
async function build(criteria: AudienceCriteria, how: { halvedFrom?: number } = {}) {
  const campaignId = await makeSendingCampaign(shopId, { audienceCriteria: criteria }, NOW, how);
  const { rows } = await pool().query<Stored>(
    "SELECT contact_id::text AS id, basis, reasons FROM recipient WHERE shop_id = $1 AND campaign_id = $2 ORDER BY contact_id",
    [shopId, campaignId],
  );
  const counts = await readStoredDecisions(shopId, campaignId);
  await prisma().campaign.updateMany({ where: { shopId, id: campaignId }, data: { state: "cancelled" } });
  return { rows, counts };
}

/** Builds an audience and compares it, contact by contact, with the oracles', its counts with the preview's, and itself with what is stored in halves. Gives what was stored. */
async function compareAll(criteria: AudienceCriteria): Promise<Stored[]> {
  const preview = await previewAudience(shopId, criteria, NOW);
  const { rows, counts } = await build(criteria);
  expect(await build(criteria, { halvedFrom: 0 })).toEqual({ rows, counts });
  const stored = new Map(rows.map(({ id, basis, reasons }) => [id, { basis, reasons }]));
  expect(stored.size).toBe(rows.length);
  const slow = new Map<string, { basis: string | null; reasons: readonly string[] }>();
  for await (const { contactId, basis, reasons } of decideSlowly(shopId, NOW, await chosenBy(criteria)))
    slow.set(contactId, { basis, reasons });
  expect(stored).toEqual(slow);
  const sorted = (all: readonly { contacts: number; basis?: string; reason?: string }[]) =>
    Object.fromEntries(all.map(({ basis, reason, contacts }) => [basis ?? reason ?? "", contacts]));
  expect(sorted(preview.byBasis)).toEqual(sorted(counts.byBasis));
  expect(sorted(preview.byReason)).toEqual(sorted(counts.byReason));
  expect(preview.selected).toBe(rows.length);
  for (const group of [...preview.byBasis, ...preview.byReason]) {
    expect(group.examples).toHaveLength(Math.min(5, group.contacts));
    for (const { id } of group.examples)
      expect(stored.get(id)?.basis ?? stored.get(id)?.reasons[0]).toBe("basis" in group ? group.basis : group.reason);
  }
  return rows;
}

test("an audience of everybody is decided, contact by contact, as the oracle decides, with every reason there is in it", async () => {
  const rows = await compareAll(audienceCriteria.parse({}));
  const groups = new Set(rows.map(({ basis, reasons }) => basis ?? reasons[0]));
  expect([...groups].sort()).toEqual(
    [
      "address_unusable",
      "consent",
      "consent_unconfirmed",
      "consent_withdrawn",
      "duplicate_address",
      "excluded",
      "freemail_address",
      "frequency_cap",
      "individual_without_consent",
      "legitimate_interest",
      "no_relation",
      "outside_uk",
      "prospect_origin_refused",
      "prospect_out_of_sector",
      "unknown_without_consent",
    ].sort(),
  );
});

test("nobody below a domain that is excluded as a whole is in an audience, consent or not (P12)", async () => {
  const rows = await compareAll(audienceCriteria.parse({}));
  const below = await prisma().contact.findMany({
    where: { shopId, deletedAt: null, email: { endsWith: `.${GROUP}` } },
    select: { id: true, consent: true },
  });
  const ids = new Set(below.map(({ id }) => String(id)));
  const stored = rows.filter(({ id }) => ids.has(id));
  expect(stored.length).toBeGreaterThan(50);
  expect(below.some(({ consent }) => consent === "confirmed")).toBe(true);
  expect(stored.filter(({ reasons }) => !reasons.includes("excluded"))).toEqual([]);
});

const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 });
const told = {
  segments: some(SEGMENTS),
  boughtProducts: some(PRODUCTS),
  boughtCollections: some([...COLLECTIONS.keys()]),
  boughtWithinDays: maybe(fc.constantFrom(30, 90, 365)),
};
const toldCriteria = () =>
  fc
    .subarray(Object.keys(told) as (keyof typeof told)[], { minLength: 1 })
    .chain((kept) => fc.record(told, { requiredKeys: kept }))
    .map((all) => audienceCriteria.parse(all));
const anyCriteria = () =>
  fc
    .record({
      ...told,
      legalForms: some(["corporate", "individual", "unknown"] as const),
      relations: some(["customer", "prospect", "none"] as const),
      tags: some(TAGS),
      tagsAll: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 1 }),
      tagsNone: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 1 }),
      countries: some(["GB", "IE"]),
      orderedWithinMonths: maybe(fc.integer({ min: 1, max: 24 })),
      notOrderedWithinMonths: maybe(fc.integer({ min: 1, max: 12 })),
      minimumOrders: fc.constantFrom(0, 0, 1, 2),
      maximumOrders: maybe(fc.constantFrom(1, 5)),
      spentAtLeast: maybe(fc.constantFrom(0, 50)),
      spentAtMost: maybe(fc.constantFrom(400, 99.5)),
      gotCampaigns: fc.uniqueArray(fc.constantFrom(...earlier), { maxLength: 1 }),
      notGotCampaigns: fc.uniqueArray(fc.constantFrom(...earlier), { maxLength: 1 }),
    })
    .chain((all) =>
      // All of them at once leave nobody: a few are kept.
      fc
        .subarray(Object.keys(all) as (keyof typeof all)[], { maxLength: 3 })
        .map((kept) => audienceCriteria.parse(Object.fromEntries(kept.map((name) => [name, all[name]])))),
    );

describe("whatever the criteria", () => {
  test("nobody is in the stored audience whom the decision refuses, and the preview counts what is then stored", async () => {
    let eligible = 0;
    await fc.assert(
      fc.asyncProperty(anyCriteria(), async (criteria) => {
        eligible += (await compareAll(criteria)).filter(({ basis }) => basis !== null).length;
      }),
      { seed: 26, numRuns: 12 },
    );
    expect(eligible).toBeGreaterThan(200);
  }, 120_000);

  test("of segments and of what was bought, exactly those are in it who meet them", async () => {
    const numbers: number[] = [];
    await fc.assert(
      fc.asyncProperty(toldCriteria(), async (criteria) => {
        numbers.push((await compareAll(criteria)).length);
      }),
      { seed: 26, numRuns: 12 },
    );
    // Some were chosen, and not everybody.
    expect(numbers.filter((number) => number > 0 && number < CONTACTS / 2).length).toBeGreaterThan(6);
  }, 120_000);

  test("the same criteria select the same people each time", async () => {
    const criteria = audienceCriteria.parse({ tags: ["pumps"], minimumOrders: 1 });
    expect(await compareAll(criteria)).toEqual(await compareAll(criteria));
  });

  test("who was mailed a campaign and who was not are everybody, and nobody is both", async () => {
    const [first = 0] = earlier;
    const got = await compareAll(audienceCriteria.parse({ gotCampaigns: [first] }));
    const not = await compareAll(audienceCriteria.parse({ notGotCampaigns: [first] }));
    const all = await compareAll(audienceCriteria.parse({}));
    const ids = (rows: readonly Stored[]) => rows.map(({ id }) => id);
    expect(got.length).toBeGreaterThan(100);
    expect([...ids(got), ...ids(not)].sort()).toEqual(ids(all).sort());
  });
});

test("every class that the database can write is judged", async () => {
  const { rows } = await pool().query<{ class: string }>(
    `SELECT fact_class(x, u, f, k, c, l, e, r, o) AS class FROM unnest(ARRAY[true, false]) x, unnest(ARRAY[true, false]) u, unnest(ARRAY[true, false]) f, unnest(ARRAY[true, false]) k,
       unnest(enum_range(NULL::consent_standing)) c, unnest(enum_range(NULL::legal_form)) l, unnest(enum_range(NULL::evidence_strength)) e,
       unnest(enum_range(NULL::relation)) r, unnest(enum_range(NULL::prospect_origin)) o`,
  );
  expect(rows.map((row) => row.class).sort()).toEqual(everyFactClass().sort());
});
