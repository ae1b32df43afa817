import { expect, test } from "vitest";
import { pool } from "~/db/client";
import { handOverCampaign } from "~/services/delivery/handOver";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { useAppDatabase } from "../support/app-database";
import { after, firms } from "../support/factories";
import { campaignTo } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const PEOPLE = 40;

test("posts of one event that come at once are stored in few transactions, counted once, and each excludes whom it says", async () => {
  const { shopId, campaignId } = await campaignTo(firms(PEOPLE));
  await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(1)));
  const post = (seq: number, event: string) =>
    recordMailEvents(
      shopId,
      [
        {
          event,
          timestamp: Math.floor(after(60).getTime() / 1000),
          sg_message_id: `message-${seq}`,
          twostage_recipient: `${shopId}-${campaignId}-${seq}`,
        },
      ],
      after(60),
    );
  const seqs = Array.from({ length: PEOPLE }, (_, index) => index + 1);
  const kind = (seq: number) => (seq % 10 === 0 ? "bounce" : "delivered");
  // Each twice: a report may be told again while the first is on its way.
  const alarming = await Promise.all([...seqs, ...seqs].map((seq) => post(seq, kind(seq))));

  const { rows: stored } = await pool().query<{ seq: number; event: string; xid: string }>(
    "SELECT recipient_seq AS seq, event, xmin::text AS xid FROM mail_event WHERE shop_id = $1 ORDER BY recipient_seq",
    [shopId],
  );
  expect(stored.map(({ seq, event }) => [seq, event])).toEqual(seqs.map((seq) => [seq, kind(seq)]));
  expect(new Set(stored.map(({ xid }) => xid)).size).toBeLessThan(PEOPLE / 4);
  const { rows: counts } = await pool().query(
    "SELECT sum(reported)::int AS reported, sum(delivered)::int AS delivered, sum(bounced)::int AS bounced FROM batch WHERE shop_id = $1 AND campaign_id = $2",
    [shopId, campaignId],
  );
  expect(counts).toEqual([{ reported: PEOPLE, delivered: PEOPLE - 4, bounced: 4 }]);
  const { rows: excluded } = await pool().query<{ seq: number; source: string }>(
    "SELECT recipient_seq AS seq, source FROM exclusion WHERE shop_id = $1 ORDER BY recipient_seq",
    [shopId],
  );
  expect(excluded).toEqual([10, 20, 30, 40].map((seq) => ({ seq, source: "bounce" })));
  // Somebody looks at the campaign's alarms.
  expect(new Set(alarming.flat())).toEqual(new Set([campaignId]));
});

test("a mail that was put off as blocked and then refused for good excludes its address, in one post too", async () => {
  const { shopId, campaignId } = await campaignTo(firms(2));
  await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(1)));
  const bounce = (seq: number, type: string, at: Date) => ({
    event: "bounce",
    type,
    timestamp: Math.floor(at.getTime() / 1000),
    sg_message_id: `message-${seq}`,
    twostage_recipient: `${shopId}-${campaignId}-${seq}`,
  });
  const posted = [bounce(1, "blocked", after(60)), bounce(2, "blocked", after(60)), bounce(1, "bounce", after(70))];
  await recordMailEvents(shopId, posted, after(80));
  const { rows } = await pool().query<{ seq: number }>(
    "SELECT recipient_seq AS seq FROM exclusion WHERE shop_id = $1",
    [shopId],
  );
  expect(rows).toEqual([{ seq: 1 }]);
});

test("an address counts as excluded from when its event was heard of, and not from when it was to have happened", async () => {
  const { shopId, campaignId } = await campaignTo(firms(1));
  await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(1)));
  const bounced = {
    event: "bounce",
    timestamp: Math.floor(after(60).getTime() / 1000),
    sg_message_id: "message-1",
    twostage_recipient: `${shopId}-${campaignId}-1`,
  };
  await recordMailEvents(shopId, [bounced], after(600));
  const { rows } = await pool().query<{ at: Date; listed: Date }>(
    "SELECT at, listed_at AS listed FROM exclusion WHERE shop_id = $1",
    [shopId],
  );
  expect(rows).toMatchObject([{ at: after(60) }]);
  // It waited for others a moment longer.
  const waitedMs = (rows[0]?.listed.getTime() ?? 0) - after(600).getTime();
  expect(waitedMs).toBeGreaterThanOrEqual(0);
  expect(waitedMs).toBeLessThan(60_000);
});
