import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { countAudience, criterionOptions } from "~/services/audiences/countAudience";
import { findOptions, type NamedKind } from "~/services/audiences/findOptions";
import { audienceOptions, listAudiences, readAudience } from "~/services/audiences/readAudience";
import {
  createAudience,
  removeAudience,
  restoreAudience,
  saveAudience,
  type AudienceInput,
} from "~/services/audiences/saveAudience";
import { audienceCriteria } from "~/services/campaigns/audience";
import { createDraft, missingOf, saveDraft } from "~/services/campaigns/drafts";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { useAppDatabase } from "../support/app-database";
import { after, customer, importLines, makeAudience, makeDraft, makeSendingCampaign, makeShop, START, textBlock } from "../support/factories"; // prettier-ignore

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const PUMPS: AudienceInput = { name: "Pumps", rationale: "They buy pumps.", criteria: { tags: ["pumps"] } };
const campaign = (id: number) => prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
const refusal = (fields: string[]) => ({ code: "input_invalid", fields });

describe("an audience", () => {
  test.each<[string, Partial<Record<keyof AudienceInput, unknown>>, string[]]>([
    ["a name", { name: " " }, ["name"]],
    ["a rationale (P5)", { rationale: "" }, ["rationale"]],
    ["a country that is one", { criteria: { countries: ["England"] } }, ["criteria.countries"]],
    ["countries that there are", { criteria: { countries: ["GB", "EN"] } }, ["criteria.countries"]],
    ["months from 1 to 120", { criteria: { orderedWithinMonths: 0 } }, ["criteria.orderedWithinMonths"]],
    ["amounts in pence at the finest", { criteria: { spentAtLeast: 1.234 } }, ["criteria.spentAtLeast"]],
    ["no criterion that draws lots", { criteria: { sample: 10 } }, ["criteria"]],
  ])("must have %s", async (_case, wrong, fields) => {
    const input = { ...PUMPS, ...wrong } as AudienceInput;
    await expect(createAudience(shopId, input, "jo", START)).rejects.toMatchObject(refusal(fields));
    expect(await prisma().audience.count({ where: { shopId } })).toBe(0);
  });

  test("keeps each version as it was saved, with who saved it and when", async () => {
    const id = await createAudience(shopId, PUMPS, "jo", START);
    await saveAudience(shopId, id, PUMPS, "sam", after(1));
    await saveAudience(shopId, id, { ...PUMPS, criteria: { tags: ["valves"] } }, "sam", after(2));
    const audience = await readAudience(shopId, id);
    expect(audience?.current).toMatchObject({
      version: 2,
      savedBy: "sam",
      savedAt: after(2),
      criteria: { tags: ["valves"] },
    });
    expect(audience?.earlier).toMatchObject([
      { version: 1, savedBy: "jo", savedAt: START, criteria: { tags: ["pumps"] } },
    ]);
    await expect(pool().query("UPDATE audience_version SET rationale = 'Other'")).rejects.toThrow(/never changed/);
  });

  test("is another shop's only there", async () => {
    const other = await makeShop();
    const id = await makeAudience(other);
    expect(await readAudience(shopId, id)).toBeUndefined();
    expect((await listAudiences(shopId, { archived: false })).rows).toEqual([]);
    await expect(saveAudience(shopId, id, PUMPS, "jo", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(removeAudience(shopId, id, "jo", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(countAudience(shopId, { audienceId: id }, START)).rejects.toMatchObject({ code: "not_found" });
    const draft = { name: "Offer", subject: "", preheader: "", body: [], purpose: "", audienceId: id };
    await expect(createDraft(shopId, draft, "jo", START)).rejects.toMatchObject(refusal(["audienceId"]));
  });

  test("is listed a page at a time, newest first, with the campaigns that have it", async () => {
    const ids: number[] = [];
    for (let index = 0; index < 53; index++) ids.push(await makeAudience(shopId));
    await makeDraft(shopId, { audienceId: ids[52] ?? 0 });
    const first = await listAudiences(shopId, { archived: false });
    expect(first.rows.map(({ id }) => id)).toEqual(ids.slice(3).reverse());
    expect(first.rows[0]).toMatchObject({ name: "Trade customers", campaigns: 1, version: 1 });
    const second = await listAudiences(shopId, { archived: false, before: first.next ?? 0 });
    expect(second).toMatchObject({ rows: [{ id: ids[2] }, { id: ids[1] }, { id: ids[0] }], next: null });
  });
});

describe("a campaign", () => {
  test("has the audience it chose, and cannot be started without one", async () => {
    const bare = await makeDraft(shopId, { audienceId: null });
    expect(missingOf(await campaign(bare))).toEqual(["audienceId"]);
    await expect(startCampaign(shopId, bare, "jo", START)).rejects.toMatchObject({ code: "campaign_incomplete", fields: ["audienceId"] }); // prettier-ignore
    const id = await createAudience(shopId, PUMPS, "jo", START);
    const draft = {
      name: "Offer",
      subject: "Pumps",
      preheader: "",
      body: [textBlock("Pumps")],
      purpose: "Offer",
      audienceId: id,
    };
    await saveDraft(shopId, bare, draft, 1, "jo", START);
    expect(await campaign(bare)).toMatchObject({
      audienceId: id,
      audienceVersion: 1,
      audienceName: "Pumps",
      audienceRationale: "They buy pumps.",
      audienceCriteria: { tags: ["pumps"] },
    });
    expect(missingOf(await campaign(bare))).toEqual([]);
    await saveDraft(shopId, bare, { ...draft, audienceId: null }, 2, "jo", START);
    expect(await campaign(bare)).toMatchObject({ audienceId: null, audienceName: "", audienceCriteria: {} });
  });

  test("follows its audience while it is a draft, and keeps the version it was started with for ever", async () => {
    const id = await createAudience(shopId, PUMPS, "jo", START);
    const draft = await makeDraft(shopId, { audienceId: id });
    const sent = await makeSendingCampaign(shopId, { audienceId: id });
    await saveAudience(shopId, id, { name: "Valves", rationale: "Now valves.", criteria: {} }, "jo", after(1));
    expect(await campaign(draft)).toMatchObject({ audienceVersion: 2, audienceName: "Valves" });
    expect(await campaign(sent)).toMatchObject({
      audienceVersion: 1,
      audienceName: "Pumps",
      audienceRationale: "They buy pumps.",
      audienceCriteria: { tags: ["pumps"] },
    });
    expect((await readAudience(shopId, id))?.usedBy).toMatchObject([
      { id: sent, state: "sending", version: 1 },
      { id: draft, state: "draft", version: 2 },
    ]);
  });

  test("may be of a version whose rationale is missing from before, and then is not started", async () => {
    const id = await makeDraft(shopId);
    await pool().query("UPDATE campaign SET audience_rationale = '' WHERE shop_id = $1 AND id = $2", [shopId, id]);
    expect(missingOf(await campaign(id))).toEqual(["audienceRationale"]);
  });
});

describe("taking an audience away", () => {
  test("deletes one that no campaign has", async () => {
    const id = await makeAudience(shopId);
    expect(await removeAudience(shopId, id, "jo", START)).toBe("deleted");
    expect(await readAudience(shopId, id)).toBeUndefined();
    expect(await prisma().audienceVersion.count({ where: { shopId } })).toBe(0);
  });

  test("is offered to its campaign however many there are", async () => {
    const chosen = await createAudience(shopId, { ...PUMPS, name: "Zebra crossings" }, "jo", START);
    await pool().query(
      `WITH made AS (INSERT INTO audience (shop_id, created_at) SELECT $1, $2 FROM generate_series(1, 501) RETURNING id)
       INSERT INTO audience_version (shop_id, audience_id, version, name, rationale, criteria, saved_at, saved_by) SELECT $1, id, 1, 'Another', 'Why', '{}', $2, 'jo' FROM made`,
      [shopId, START],
    );
    const options = await audienceOptions(shopId, chosen);
    expect([options[0]?.id, options.length]).toEqual([chosen, 500]);
    expect((await audienceOptions(shopId, null)).map(({ id }) => id)).not.toContain(chosen);
  });

  test("puts away one that a campaign has: it keeps it, no other can choose it, and it can be brought back", async () => {
    const id = await makeAudience(shopId);
    const draft = await makeDraft(shopId, { audienceId: id });
    expect(await removeAudience(shopId, id, "jo", START)).toBe("archived");
    expect((await listAudiences(shopId, { archived: false })).rows).toEqual([]);
    expect((await listAudiences(shopId, { archived: true })).rows).toMatchObject([{ id, archivedAt: START }]);
    expect(await audienceOptions(shopId, null)).toEqual([]);
    expect(await audienceOptions(shopId, id)).toMatchObject([{ id }]);
    await expect(makeDraft(shopId, { audienceId: id })).rejects.toMatchObject(refusal(["audienceId"]));
    await expect(saveAudience(shopId, id, PUMPS, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
    await expect(removeAudience(shopId, id, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
    const values = { name: "Offer", subject: "", preheader: "", body: [], purpose: "", audienceId: id };
    await saveDraft(shopId, draft, values, 1, "jo", START);
    await restoreAudience(shopId, id, "jo", START);
    expect(await audienceOptions(shopId, null)).toMatchObject([{ id }]);
    await expect(restoreAudience(shopId, id, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
  });
});

describe("counting", () => {
  test("counts criteria as a form has them, and an audience as it was saved", async () => {
    await importLines(shopId, [customer(1, { tags: ["pumps"] }), customer(2)]);
    const id = await createAudience(shopId, PUMPS, "jo", START);
    expect(await countAudience(shopId, { audienceId: id }, START)).toMatchObject({ selected: 1, eligible: 1 });
    expect(await countAudience(shopId, { criteria: {} }, START)).toMatchObject({ selected: 2, eligible: 2 });
  });

  test("refuses criteria that are none, naming them", async () => {
    const wrong = { ...audienceCriteria.parse({}), countries: ["UK!"], minimumOrders: Number.NaN };
    await expect(countAudience(shopId, { criteria: wrong }, START)).rejects.toMatchObject(
      refusal(["criteria.countries", "criteria.minimumOrders"]),
    );
  });

  test("names what the criteria have, though nobody could choose it anew, and says what there is to choose", async () => {
    expect(await criterionOptions(shopId, [], START)).toMatchObject({
      there: { lists: false, campaigns: false },
      spendKnown: false,
    });
    const sent = await makeSendingCampaign(shopId, { name: "Sent" });
    const draft = await makeDraft(shopId, { name: "Draft" });
    await importLines(shopId, [customer(1, { spent: "12.50" })]);
    const named = audienceCriteria.parse({ notGotCampaigns: [draft], gotCampaigns: [sent] });
    expect(await criterionOptions(shopId, [named], START)).toMatchObject({
      lists: [],
      campaigns: [{ name: "Draft" }, { name: "Sent" }],
      there: { lists: false, campaigns: true },
      spendKnown: true,
    });
    expect(await criterionOptions(await makeShop(), [named], START)).toMatchObject({
      campaigns: [],
      there: { campaigns: false },
    });
  });
});

describe("what criteria can name", () => {
  const startedAt = START;
  const sent = (shop: number, names: readonly string[]) =>
    prisma().campaign.createMany({ data: names.map((name) => ({ shopId: shop, name, state: "finished", startedAt })) });
  const imported = (shop: number, names: readonly string[]) =>
    prisma().prospectList.createMany({
      data: names.map((name) => ({
        shopId: shop,
        name,
        state: "imported" as const,
        way: "trade_show",
        account: "Collected at our stand",
        fileName: "list.csv",
        fileBytes: 1,
        encoding: "utf-8",
        delimiter: ",",
        headed: true,
        columns: [],
        uploadedAt: START,
        uploadedBy: "jo",
      })),
    });
  const sixty = Array.from({ length: 60 }, (_, n) => `Newer offer ${n + 1}`);
  const found = async (kind: NamedKind, typed: string, shop = shopId) => {
    const { found: options, more } = await findOptions(shop, kind, typed);
    return { names: options.map(({ name }) => name), more };
  };

  test.each([
    ["lists", imported],
    ["campaigns", sent],
  ] as const)(
    "is found among all %s by words of its name, however old, and never another shop's",
    async (kind, make) => {
      const other = await makeShop();
      await make(shopId, ["Copper pipes, Spring 50%"]);
      await make(shopId, sixty);
      await make(other, ["Copper pipes of another shop"]);
      expect(await found(kind, "PIPE copp")).toEqual({ names: ["Copper pipes, Spring 50%"], more: 0 });
      expect(await found(kind, "50%")).toEqual({ names: ["Copper pipes, Spring 50%"], more: 0 });
      for (const none of ["pipes copper zinc", "Spring_50", "%%", "\\", "another"])
        expect(await found(kind, none)).toEqual({ names: [], more: 0 });
      expect(await found(kind, "copper", other)).toEqual({ names: ["Copper pipes of another shop"], more: 0 });
      const newest = sixty.slice(-20).reverse();
      expect(await found(kind, "newer")).toEqual({ names: newest, more: 40 });
      expect(await found(kind, " ")).toEqual({ names: newest, more: 41 });
    },
  );

  test("is counted as far as that is soon done", async () => {
    await sent(
      shopId,
      Array.from({ length: 1000 }, (_, n) => `Offer ${n}`),
    );
    expect((await found("campaigns", "offer")).more).toBe(980);
    await sent(shopId, ["Offer of today"]);
    expect((await found("campaigns", "offer")).more).toBeNull();
  });

  test("is no draft, and no list that was not imported", async () => {
    await makeDraft(shopId, { name: "Copper" });
    await imported(shopId, ["Copper"]);
    await prisma().prospectList.updateMany({ where: { shopId }, data: { state: "uploaded" } });
    expect(await found("campaigns", "copper")).toEqual({ names: [], more: 0 });
    expect(await found("lists", "copper")).toEqual({ names: [], more: 0 });
  });

  test("is read from the names alone, not from the mails", async () => {
    await sent(shopId, sixty);
    await pool().query("VACUUM ANALYZE campaign");
    const { rows } = await transaction(async (tx) => {
      await tx.query("SET LOCAL enable_seqscan = off");
      return tx.query<Record<string, string>>(
        `EXPLAIN SELECT id, name FROM campaign WHERE shop_id = ${shopId} AND started_at IS NOT NULL AND lower(name) LIKE '%x%' ORDER BY id DESC LIMIT 20`,
      );
    });
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("Index Only Scan using campaign_names_idx");
  });
});
