import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { erasePerson } from "~/services/privacy/erasePerson";
import { useAppDatabase } from "../support/app-database";
import { customer, firms, importLines, after, makeDraft, makeSendingCampaign, makeShop, person } from "../support/factories"; // prettier-ignore
import { markedCustomer, shopifyAsks } from "../support/privacy-steps";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

const HALVED = { halvedFrom: 0 };

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

interface Stored {
  seq: number;
  contactId: string;
  basis: string | null;
  reasons: string[];
}

async function stored(campaignId: number): Promise<Stored[]> {
  const { rows } = await pool().query<Stored>(
    `SELECT seq, contact_id::text AS "contactId", basis, reasons FROM recipient WHERE shop_id = $1 AND campaign_id = $2 ORDER BY seq`,
    [shopId, campaignId],
  );
  return rows;
}

async function started(): Promise<number> {
  const id = await makeDraft(shopId);
  await startCampaign(shopId, id, "owner", after(1));
  return id;
}

describe("an audience in halves", () => {
  test("numbers the eligible from 1 without a gap, and then those left out, as the campaign counts them", async () => {
    // Some have no address, and so no key by which to be in a half.
    const people = Array.from({ length: 20 }, (_, n) => person(100 + n, n < 5 ? { email: null } : {}));
    await importLines(shopId, [...firms(60), ...people]);
    const campaignId = await makeSendingCampaign(shopId, {}, after(1), HALVED);
    const rows = await stored(campaignId);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
    expect(rows.map(({ basis }) => basis !== null)).toEqual(rows.map(({ seq }) => seq <= 60));
    expect(await prisma().campaign.findFirstOrThrow({ where: { shopId, id: campaignId } })).toMatchObject({
      eligibleCount: 60,
      ineligibleCount: 20,
      audienceBuiltAt: after(1),
    });
  });

  test("holds a mailbox once, whichever spellings its contacts have", async () => {
    const spellings = (box: number) =>
      ["", "+a", "+b"].map((tag, n) => customer(box * 3 + n, { email: `buyer${tag}@box-${box}.example` }));
    await importLines(shopId, Array.from({ length: 30 }, (_, box) => spellings(box + 1)).flat());
    const rows = await stored(await makeSendingCampaign(shopId, {}, after(1), HALVED));
    expect(rows.filter(({ basis }) => basis !== null)).toHaveLength(30);
    expect(rows.filter(({ reasons }) => reasons[0] === "duplicate_address")).toHaveLength(60);
  });

  test("of which a crash left some rows before its end is stored anew", async () => {
    await importLines(shopId, firms(40));
    const campaignId = await started();
    // What the commit of one half leaves.
    await pool().query(
      `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, policy_version)
       SELECT shop_id, $2, 10 + row_number() OVER (), id, email, exclusion_key, 'legitimate_interest', relation, 1 FROM contact WHERE shop_id = $1 AND shopify_id <= 20`,
      [shopId, campaignId],
    );
    await buildAudience(shopId, campaignId, after(2), HALVED);
    const rows = await stored(campaignId);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(new Set(rows.map(({ contactId }) => contactId)).size).toBe(40);
  });

  test("that failed in its second half is not there at all, and comes the next time", async () => {
    await importLines(shopId, firms(40));
    const campaignId = await started();
    await pool().query(
      `CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash'; END $$;
       CREATE TRIGGER crash BEFORE INSERT ON recipient FOR EACH ROW WHEN (NEW.seq = 40) EXECUTE FUNCTION crash()`,
    );
    try {
      await expect(buildAudience(shopId, campaignId, after(2), HALVED)).rejects.toThrow("crash");
    } finally {
      await pool().query("DROP TRIGGER crash ON recipient; DROP FUNCTION crash");
    }
    expect(await stored(campaignId)).toEqual([]);
    expect(await prisma().campaign.findFirstOrThrow({ where: { shopId, id: campaignId } })).toMatchObject({ eligibleCount: 0, audienceBuiltAt: null }); // prettier-ignore
    await buildAudience(shopId, campaignId, after(3), HALVED);
    expect(await stored(campaignId)).toHaveLength(40);
  });

  test("that is begun twice at once is stored once", async () => {
    await importLines(shopId, firms(40));
    const campaignId = await started();
    await Promise.all([1, 2, 3].map(() => buildAudience(shopId, campaignId, after(2), HALVED)));
    expect(await stored(campaignId)).toHaveLength(40);
  });

  test("is waited for by an erasure, which then takes the person out of it", async () => {
    await importLines(shopId, [markedCustomer(), ...firms(5)]);
    const campaignId = await started();
    const id = await shopifyAsks(shopId, "customers/redact");
    let building: Promise<unknown> | undefined;
    let erasing: Promise<unknown> | undefined;
    await transaction(async (tx) => {
      await tx.query("LOCK TABLE recipient IN SHARE MODE");
      building = buildAudience(shopId, campaignId, after(2), HALVED);
      // Both halves wait to store what they have decided.
      await until(() => waitingForLock(2));
      erasing = erasePerson(shopId, id, () => after(200));
      await until(() => waitingForLock(3));
    });
    await Promise.all([building, erasing]);
    const { rows } = await pool().query("SELECT email FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND email = ''", [shopId, campaignId]); // prettier-ignore
    expect(rows).toHaveLength(1);
    expect(await stored(campaignId)).toHaveLength(6);
  });
});
