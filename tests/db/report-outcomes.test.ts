import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "~/db/client";
import type { RecipientView } from "~/policy/reports";
import { readProgress } from "~/services/campaigns/readProgress";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { listRecipients } from "~/services/reports/listRecipients";
import { readReport } from "~/services/reports/readReport";
import { readTimeline } from "~/services/reports/readTimeline";
import { readTrends } from "~/services/reports/readTrends";
import { useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeSendingCampaign, makeShop, soleTrader, START } from "../support/factories";

useAppDatabase();

let shopId: number;
let campaignId: number;

/** A campaign to so many firms and one sole trader, who is left out, in batches of one. */
async function inBatchesOfOne(people: number): Promise<void> {
  shopId = await makeShop();
  await importLines(shopId, [...firms(people), soleTrader(people + 1)]);
  campaignId = await makeSendingCampaign(shopId);
  await pool().query("UPDATE campaign SET batch_size = 1 WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
}

/** Says of recipients how their batches of one ended. */
async function ended(state: string, seqs: readonly number[]): Promise<void> {
  await pool().query(
    `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, attempts, attempted_at, answered_at, handed_over)
     SELECT $1, $2, s, s, s, $3::batch_state, $5, 1, $5, $5, 1 FROM unnest($4::int[]) s`,
    [shopId, campaignId, state, seqs, START],
  );
}

const told = (seq: number, event: string, more: object = {}) => ({
  event,
  timestamp: Math.floor(after(60).getTime() / 1000),
  sg_message_id: `m-${seq}`,
  twostage_recipient: `${shopId}-${campaignId}-${seq}`,
  ...more,
});
const tell = (events: readonly object[]) => recordMailEvents(shopId, events, after(60));

describe("a report of a campaign with one recipient of each outcome", () => {
  beforeAll(async () => {
    await inBatchesOfOne(12);
    await ended("accepted", [1, 6, 7, 8]);
    await ended("unknown", [2, 3, 9]);
    await ended("refused", [4]);
    await ended("sending", [5]);
    const change = (set: string, seq: number) =>
      pool().query(
        `WITH r AS (UPDATE recipient SET ${set} WHERE shop_id = $1 AND campaign_id = $2 AND seq = $3 RETURNING withheld, refusal)
         UPDATE batch b SET handed_over = 0, withheld = cardinality(r.withheld), refused = (r.refusal IS NOT NULL)::int FROM r
         WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = $3 AND (r.withheld <> '{}' OR r.refusal IS NOT NULL)`,
        [shopId, campaignId, seq],
      );
    await change("withheld = '{excluded}'", 6);
    await change("refusal = 'no such address'", 7);
    for (const seq of [8, 9]) await change("basis = 'consent', basis_since = now()", seq);
    await tell([told(3, "deferred")]);
    // The eleventh has no batch yet, the twelfth has one that was never tried.
    await ended("claimed", [12]);
    await pool().query("UPDATE batch SET attempted_at = NULL, answered_at = NULL, handed_over = 0 WHERE shop_id = $1 AND number = 12", [shopId]); // prettier-ignore
  });

  it("counts what was taken and what is not known apart, by the ground it was sent on", async () => {
    const report = await readReport(shopId, campaignId, 14);
    expect(report?.byBasis).toMatchObject([
      { basis: "legitimate_interest", handedOver: 3, accepted: 2, unknown: 1, deferred: 1 },
      { basis: "consent", handedOver: 2, accepted: 1, unknown: 1 },
    ]);
  });

  it("means by what was handed to SendGrid the same as the page of the run", async () => {
    const { byBasis = [] } = (await readReport(shopId, campaignId, 14)) ?? {};
    const sum = (pick: (row: (typeof byBasis)[number]) => number) => byBasis.reduce((all, row) => all + pick(row), 0);
    const { accepted, unknown } = await readProgress(shopId, campaignId, after(70));
    expect([sum((row) => row.accepted), sum((row) => row.unknown)]).toEqual([accepted, unknown]);
  });

  it.each([
    ["accepted", [1, 3, 8]],
    ["unknown", [2, 9]],
    ["decided", [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]],
    ["kept_back", [6, 7]],
    ["left_out", [13]],
  ] satisfies [RecipientView, number[]][])("lists in the view %s whom it is about", async (view, expected) => {
    expect((await listRecipients(shopId, campaignId, { view })).rows.map(({ seq }) => seq)).toEqual(expected);
  });

  it("has each outcome in the list of everybody", async () => {
    const outcomes = async () =>
      (await listRecipients(shopId, campaignId, { view: "all" })).rows.map(({ outcome }) => outcome);
    expect(await outcomes()).toEqual([
      "accepted", "unknown", "reported", "refused", "sending", "withheld", "refused_address", "accepted", "unknown", "claimed", "claimed", "claimed", "left_out",
    ]); // prettier-ignore
    await pool().query("UPDATE campaign SET state = 'cancelled' WHERE shop_id = $1", [shopId]);
    expect((await outcomes()).slice(9, 12)).toEqual(["never_sent", "never_sent", "never_sent"]);
  });
});

describe("a report", () => {
  it("counts who unsubscribed at SendGrid among those who opted out, once", async () => {
    await inBatchesOfOne(3);
    await ended("accepted", [1, 2, 3]);
    await tell([told(1, "unsubscribe"), told(2, "group_unsubscribe"), told(2, "unsubscribe"), told(3, "delivered")]);
    expect((await readReport(shopId, campaignId, 14))?.byBasis).toMatchObject([{ handedOver: 3, optOuts: 2 }]);
    expect((await readTrends(shopId, 14)).trends).toMatchObject([{ optOuts: 2 }]);
    expect(await readTimeline(shopId, campaignId, START)).toMatchObject([{ optOuts: 2 }]);
    const { rows } = await listRecipients(shopId, campaignId, { view: "opted_out" });
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("names ten kinds and domains of bounces and says what the rest come to", async () => {
    await inBatchesOfOne(15);
    const seqs = Array.from({ length: 15 }, (_, n) => n + 1);
    await ended("accepted", seqs);
    await tell(seqs.map((seq) => told(seq, "bounce", { type: "bounce", bounce_classification: `Kind ${Math.min(seq, 12)}` }))); // prettier-ignore
    const report = await readReport(shopId, campaignId, 14);
    expect(report?.bounceKinds.most).toHaveLength(10);
    expect([report?.bounceKinds.most[0], report?.bounceKinds.others]).toEqual([{ name: "Kind 12", count: 4 }, 2]);
    expect([report?.bounceDomains.most.length, report?.bounceDomains.others]).toEqual([10, 5]);
    expect(report?.reasons).toEqual({ most: [], others: 0 });
  });
});
