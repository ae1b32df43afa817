import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import { isError } from "~/policy/preflight";
import type { AudienceCriteria } from "~/services/campaigns/audience";
import { preflight } from "~/services/campaigns/preflight";
import { useAppDatabase } from "../support/app-database";
import { after, makeDraft, makeShop, START } from "../support/factories";

useAppDatabase();

const PUMP = 7_000_003;
const SPARES = 8_000_001;

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

describe("before a campaign goes out", () => {
  const DAY_LATER = after(86_400);
  const READ = { readAt: START, title: "Spares" };

  /** What is found of a campaign to whoever these criteria choose, where a reading of the orders and a collection stand so. */
  async function found(
    criteria: Partial<AudienceCriteria>,
    {
      reading = { readAt: START },
      collection = READ,
      at = DAY_LATER,
    }: { reading?: object | null; collection?: object | null; at?: Date } = {},
  ) {
    if (reading) await prisma().purchaseReading.create({ data: { shopId, askedAt: START, ...reading } });
    if (collection) await prisma().storeCollection.create({ data: { shopId, id: BigInt(SPARES), ...READ, ...collection } }); // prettier-ignore
    const draft = await makeDraft(shopId, { audienceCriteria: criteria });
    const findings = await preflight(shopId, draft, at);
    return findings.map(
      ({ code, about }) => `${isError({ code }) ? "error" : "advice"} ${code}${about && `: ${about}`}`,
    );
  }

  test.each<[string, string[], Partial<AudienceCriteria>, Parameters<typeof found>[1]?]>([
    ["nothing of what was read yesterday", [], { boughtProducts: [PUMP], boughtCollections: [SPARES] }],
    ["nothing of an audience that does not ask what was bought", [], { tags: ["a"] }, { reading: null, collection: null }],
    ["that orders were never read: for a product", ["error orders_not_read"], { boughtProducts: [PUMP] }, { reading: null }],
    ["that orders were never read: for days", ["error orders_not_read"], { boughtWithinDays: 30 }, { reading: { readAt: null, asked: 1 } }],
    ["that orders were never read, though that was tried", ["error orders_not_read"], { boughtProducts: [PUMP] }, { reading: { readAt: null, failure: "ACCESS_DENIED" } }],
    ["that orders could not be read the last time", ["advice orders_failed"], { boughtProducts: [PUMP] }, { reading: { readAt: START, failure: "ACCESS_DENIED" } }],
    ["that orders were read long ago", ["advice orders_old"], { boughtWithinDays: 30 }, { at: after(2 * 86_400 + 1) }],
    ["that a collection was never picked", ["error collection_not_read: No. 5"], { boughtCollections: [5] }],
    ["that a collection was never read", ["error collection_not_read: Spares"], { boughtCollections: [SPARES] }, { collection: { readAt: null } }],
    ["that a collection is gone", ["advice collection_gone: Spares"], { boughtCollections: [SPARES] }, { collection: { goneAt: START } }],
    ["that a collection could not be read the last time", ["advice collection_failed: Spares"], { boughtCollections: [SPARES] }, { collection: { failure: "ACCESS_DENIED" } }],
    ["that a collection was read long ago", ["advice collection_old: Spares"], { boughtCollections: [SPARES] }, { reading: { readAt: after(3 * 86_400) }, at: after(3 * 86_400) }],
  ])("it finds %s", async (_what, expected, criteria, state) => {
    expect(await found(criteria, state)).toEqual(expected);
  }); // prettier-ignore
});
