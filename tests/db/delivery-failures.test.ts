import { describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { createMailer } from "~/jobs/mailer";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { changeState } from "~/services/campaigns/drafts";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { readContactMails } from "~/services/customers/readContactMails";
import { claimBatch, putBack, settleBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { handOverCampaign, IN_FLIGHT } from "~/services/delivery/handOver";
import { settleReported } from "~/services/delivery/reconcile";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { resendRefused } from "~/services/delivery/resend";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeDraft, makeShop, START } from "../support/factories";
import { fillDisk } from "../support/full-disk";
import { balanced, batchesOf, campaignTo, duplicates, handOverToTheEnd, stateOf } from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const UNKNOWN: SendOutcome = { kind: "unknown", code: "ECONNRESET" };
const REFUSED: SendOutcome = { kind: "refused", code: "400", account: false, refusedPositions: [] };

/** A campaign to so many firms in batches of ten, so that a few dozen people make several batches. */
async function inTens(firmsCount: number): Promise<{ shopId: number; campaignId: number }> {
  const shopId = await makeShop();
  await importLines(shopId, firms(firmsCount));
  const campaignId = await makeDraft(shopId);
  await startCampaign(shopId, campaignId, "owner", START);
  await buildAudience(shopId, campaignId, START);
  await pool().query("UPDATE campaign SET batch_size = 10 WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
  return { shopId, campaignId };
}

const reasonOf = async (shopId: number, id: number) =>
  (await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } })).pauseReason;

/** A report of SendGrid about recipients of a campaign. */
const report = (shopId: number, campaignId: number, seqs: readonly number[], event: string, at = after(60)) =>
  recordMailEvents(
    shopId,
    seqs.map((seq) => ({
      event,
      timestamp: Math.floor(at.getTime() / 1000),
      sg_message_id: `message-${seq}`,
      twostage_recipient: `${shopId}-${campaignId}-${seq}`,
    })),
    at,
  );
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("SendGrid that says to wait", () => {
  test("is asked nothing more by that campaign until then, and by no other batch of it", async () => {
    const { shopId, campaignId } = await inTens(100);
    const sendGrid = scriptedSendGrid(START, () =>
      sendGrid.clock < after(90) ? { kind: "retry_later", code: "429", afterSeconds: 90 } : ACCEPTED,
    );
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests.length).toBeLessThanOrEqual(IN_FLIGHT);
    const asked = sendGrid.requests.length;
    sendGrid.clock = after(89);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(asked);
    expect((await balanced(shopId, campaignId, after(89))).waitsUntil).toEqual(after(90));
    sendGrid.clock = after(90);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, after(91))).toMatchObject({ accepted: 100, remaining: 0 });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("also says it to a campaign that was paused meanwhile, and is resumed before then", async () => {
    const { shopId, campaignId } = await inTens(100);
    let paused: Promise<void> | undefined;
    const sendGrid = scriptedSendGrid(START, async () => {
      if (sendGrid.clock >= after(90)) return ACCEPTED;
      await (paused ??= changeState(shopId, campaignId, "pause", "owner", START));
      return { kind: "retry_later", code: "429", afterSeconds: 90 };
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    const asked = sendGrid.requests.length;
    await resumeCampaign(shopId, campaignId, "owner", after(10));
    sendGrid.clock = after(10);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(asked);
    sendGrid.clock = after(90);
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, after(91))).toMatchObject({ accepted: 100 });
  });

  test("for longer than thirty times has a bad address set aside all the same, and the rest of its batch goes", async () => {
    const { shopId, campaignId } = await inTens(10);
    const sendGrid = scriptedSendGrid(START, ({ to }, number) => {
      if (number < 40) return { kind: "retry_later", code: "ECONNREFUSED", afterSeconds: 5 };
      return to.length === 10 ? { kind: "refused", code: "400", account: false, refusedPositions: [3] } : ACCEPTED;
    });
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, sendGrid.clock)).toMatchObject({ accepted: 9, refused: 1 });
  });
});

describe("a request that cannot be written", () => {
  test("is nobody's unknown: nothing has left, the batch is put back, staff are told, and it goes once it can", async () => {
    const { shopId, campaignId } = await inTens(20);
    const { rows } = await pool().query<{ content: { subject: string } }>(
      "SELECT content FROM campaign WHERE shop_id = $1 AND id = $2",
      [shopId, campaignId],
    );
    const frozen = (content: object | undefined) =>
      pool().query("UPDATE campaign SET content = $3 WHERE shop_id = $1 AND id = $2", [shopId, campaignId, content]);
    const sendGrid = scriptedSendGrid(START);
    await frozen({ ...rows[0]?.content, merge: [{ field: "company", fallback: "you" }] });
    await pool().query("ALTER TABLE contact RENAME COLUMN company TO hidden");
    await expect(handOverCampaign(shopId, campaignId, sendGrid)).rejects.toThrow("company");
    await pool().query("ALTER TABLE contact RENAME COLUMN hidden TO company");
    expect(sendGrid.requests).toEqual([]);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([
      { state: "claimed", outcome: "not_prepared", handedOver: 0 },
      { state: "claimed", outcome: "not_prepared", handedOver: 0 },
    ]);
    expect(await prisma().campaign.findFirstOrThrow({ where: { shopId } })).toMatchObject({
      state: "paused",
      pauseReason: "request_not_written",
    });
    await frozen(rows[0]?.content);
    await resumeCampaign(shopId, campaignId, "jo", sendGrid.clock);
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, sendGrid.clock)).toMatchObject({ accepted: 20, unknown: 0 });
  });
});

test("the pace of a campaign that may send a batch every five minutes is told by those minutes, not by the moment that a request took", async () => {
  const { shopId, campaignId } = await inTens(100);
  await pool().query("UPDATE campaign SET per_hour = 120 WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
  const sendGrid = scriptedSendGrid(START);
  await handOverCampaign(shopId, campaignId, sendGrid);
  expect((await balanced(shopId, campaignId, sendGrid.clock)).ratePerSecond).toBe(10);
  for (const seconds of [300, 600]) {
    sendGrid.clock = after(seconds);
    await handOverCampaign(shopId, campaignId, sendGrid);
    const { accepted, ratePerSecond } = await balanced(shopId, campaignId, sendGrid.clock);
    expect([accepted, ratePerSecond]).toEqual([10 + seconds / 30, 10 / 300]);
  }
});

test("a SendGrid key that the database does not tell at this moment is no answer of SendGrid's: nothing has left, and it is tried again", async () => {
  const shopId = await makeShop();
  await pool().query("ALTER TABLE shop_settings RENAME COLUMN sendgrid_key TO hidden");
  const outcome = await createMailer().sendBatch(shopId, Buffer.from("{}"));
  await pool().query("ALTER TABLE shop_settings RENAME COLUMN hidden TO sendgrid_key");
  expect(outcome).toEqual({ kind: "retry_later", code: "key_not_read", afterSeconds: 1 });
});

describe("several batches in a row", () => {
  test.each([
    ["refused as a whole", REFUSED, "sendgrid_refuses"],
    ["without a clear answer", UNKNOWN, "sendgrid_unclear"],
  ] as const)("%s pause the campaign with the reason, and the rest is not touched", async (_what, outcome, reason) => {
    const { shopId, campaignId } = await inTens(200);
    const sendGrid = scriptedSendGrid(START, () => outcome);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await stateOf(shopId, campaignId)).toBe("paused");
    expect(await reasonOf(shopId, campaignId)).toBe(reason);
    // Five in a row, and what the other hands held by then.
    expect(sendGrid.requests.length).toBeGreaterThanOrEqual(5);
    expect(sendGrid.requests.length).toBeLessThan(5 + IN_FLIGHT);
    const { remaining } = await balanced(shopId, campaignId, after(1));
    expect(remaining).toBe(200 - 10 * sendGrid.requests.length);
    const mended = scriptedSendGrid(after(5));
    await resumeCampaign(shopId, campaignId, "jo", after(5));
    await handOverToTheEnd(shopId, campaignId, mended);
    expect(duplicates([...sendGrid.addressees(), ...mended.addressees()])).toEqual([]);
    expect(await balanced(shopId, campaignId, after(6))).toMatchObject({ accepted: remaining, remaining: 0 });
  });

  test("with one in between that was accepted do not pause it", async () => {
    const { shopId, campaignId } = await inTens(200);
    const sendGrid = scriptedSendGrid(START, async (_request, number) => {
      sendGrid.clock = after(number + 1);
      return Promise.resolve(number % 3 === 0 ? ACCEPTED : UNKNOWN);
    });
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });
});

describe("an unknown batch", () => {
  async function unknownBatch(people = 4) {
    const made = await campaignTo(firms(people));
    await handOverCampaign(
      made.shopId,
      made.campaignId,
      scriptedSendGrid(START, () => UNKNOWN),
    );
    return made;
  }

  test.each(["delivered", "bounce", "dropped", "deferred", "processed"])(
    "was taken for whom SendGrid reports %s, and is not known for the others",
    async (event) => {
      const { shopId, campaignId } = await unknownBatch();
      await report(shopId, campaignId, [2], event);
      await settleReported(after(61));
      expect(await balanced(shopId, campaignId, after(61))).toMatchObject({ accepted: 1, unknown: 3 });
      const recipients = await prisma().recipient.findMany({ where: { shopId, campaignId }, orderBy: { seq: "asc" } });
      const outcomes = await Promise.all(
        recipients.map(async ({ contactId }) => (await readContactMails(shopId, String(contactId))).mails[0]?.outcome),
      );
      expect(outcomes).toEqual(["unknown", "reported", "unknown", "unknown"]);
    },
  );

  test("is accepted once everybody in it has been reported on, whatever was reported, how often and in what order", async () => {
    const { shopId, campaignId } = await unknownBatch();
    await Promise.all([
      report(shopId, campaignId, [1, 2], "deferred"),
      report(shopId, campaignId, [2, 1], "delivered"),
      report(shopId, campaignId, [3, 2, 1], "delivered", after(70)),
    ]);
    await report(shopId, campaignId, [1, 2], "delivered");
    await settleReported(after(80));
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "unknown" }]);
    expect(await balanced(shopId, campaignId, after(80))).toMatchObject({ accepted: 3, unknown: 1, delivered: 3 });
    await report(shopId, campaignId, [4], "dropped");
    await settleReported(after(90));
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "accepted", outcome: "reported" }]);
    expect(await balanced(shopId, campaignId, after(90))).toMatchObject({ accepted: 4, unknown: 0, delivered: 3 });
  });

  test("is looked at for the last time after four days: silence proves nothing, and the rest stays unknown", async () => {
    const { shopId, campaignId } = await unknownBatch();
    await report(shopId, campaignId, [1, 3], "delivered");
    const settled = async () => {
      const { rows } = await pool().query<{ at: Date | null }>(
        "SELECT settled_at AS at FROM batch WHERE shop_id = $1 AND campaign_id = $2",
        [shopId, campaignId],
      );
      return rows[0]?.at;
    };
    const days = (count: number) => after(count * 86_400);
    await settleReported(new Date(days(4).getTime() - 1));
    expect(await settled()).toBeNull();
    await settleReported(days(4));
    expect(await settled()).toEqual(days(4));
    expect(await balanced(shopId, campaignId, days(4))).toMatchObject({ accepted: 2, unknown: 2 });
    const { rows } = await pool().query<{ after: object }>(
      "SELECT after FROM audit_event WHERE shop_id = $1 AND act = 'batch_reconciled'",
      [shopId],
    );
    expect(rows).toEqual([{ after: { state: "unknown", reported: 2 } }]);
  });

  test("is never sent again, by staff neither: not even when others of it were reported on and days have passed", async () => {
    const { shopId, campaignId } = await unknownBatch();
    await report(shopId, campaignId, [1], "delivered");
    await settleReported(after(5 * 86_400));
    await expect(resendRefused(shopId, campaignId, "jo", after(5 * 86_400))).rejects.toMatchObject({
      code: "wrong_state",
    });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });
});

describe("what SendGrid refused as a whole", () => {
  test("is sent again by staff, once, to those who may still be mailed; unknown ones stay out of it", async () => {
    const { shopId, campaignId } = await inTens(30);
    const first = scriptedSendGrid(START, (_request, number) => [REFUSED, UNKNOWN, ACCEPTED][number] ?? ACCEPTED);
    await handOverToTheEnd(shopId, campaignId, first);
    const [refused] = first.requests;
    const gone = refused?.to[0] ?? "";
    await excludeByStaff(shopId, { email: gone, note: "rang", actor: "owner", at: after(1) });
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ resendable: 10, refused: 10, unknown: 10 });
    await resendRefused(shopId, campaignId, "jo", after(2));
    expect(await stateOf(shopId, campaignId)).toBe("sending");
    expect(await jobs("campaign-hand-over")).toContainEqual({ shopId, campaignId });
    await expect(resendRefused(shopId, campaignId, "jo", after(3))).rejects.toMatchObject({ code: "wrong_state" });
    const second = scriptedSendGrid(after(4));
    await handOverToTheEnd(shopId, campaignId, second);
    expect(second.addressees().sort()).toEqual([...(refused?.to ?? [])].filter((email) => email !== gone).sort());
    expect(await balanced(shopId, campaignId, after(5))).toMatchObject({
      accepted: 19,
      unknown: 10,
      withheld: 1,
      refused: 0,
    });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("stays where it is when the campaign was cancelled, and waits with it while it is paused", async () => {
    const { shopId, campaignId } = await inTens(100);
    const sendGrid = scriptedSendGrid(START, (_request, number) => {
      if (number === 0) sendGrid.stopping = true;
      return number === 0 ? REFUSED : ACCEPTED;
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    await changeState(shopId, campaignId, "pause", "jo", after(1));
    await resendRefused(shopId, campaignId, "jo", after(2));
    expect(await stateOf(shopId, campaignId)).toBe("paused");
    await changeState(shopId, campaignId, "cancel", "jo", after(3));
    await expect(resendRefused(shopId, campaignId, "jo", after(4))).rejects.toMatchObject({ code: "wrong_state" });
  });
});

test("what was delivered and bounced is counted once a person, however often and in whatever order it is reported", async () => {
  const { shopId, campaignId } = await inTens(30);
  await handOverToTheEnd(shopId, campaignId, scriptedSendGrid(START));
  for (const again of [60, 61, 60]) {
    await Promise.all([
      report(shopId, campaignId, upTo(25), "delivered", after(again)),
      report(shopId, campaignId, upTo(25).reverse(), "delivered", after(again + 5)),
      report(shopId, campaignId, [28, 29], "bounce", after(again)),
    ]);
  }
  expect(await balanced(shopId, campaignId, after(90))).toMatchObject({ accepted: 30, delivered: 25, bounced: 2 });
  const { rows } = await pool().query(
    "SELECT number, reported, delivered, bounced FROM batch WHERE shop_id = $1 AND campaign_id = $2 ORDER BY number",
    [shopId, campaignId],
  );
  expect(rows).toEqual([
    { number: 1, reported: 10, delivered: 10, bounced: 0 },
    { number: 2, reported: 10, delivered: 10, bounced: 0 },
    { number: 3, reported: 7, delivered: 5, bounced: 2 },
  ]);
});

describe("an answer that comes while the database is away", () => {
  /** Has the send ledger refuse writes as a full disk does, for a while. */
  async function whileFull<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const makeRoom = await fillDisk();
    setTimeout(() => void makeRoom(), milliseconds);
    return work();
  }

  test("is written down when it is back, and the batch is not unknown", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const sendGrid = scriptedSendGrid(START, () => whileFull(1200, () => Promise.resolve(ACCEPTED)));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, after(5))).toMatchObject({ accepted: 3, unknown: 0, remaining: 0 });
  });

  test("changes nothing of a later attempt that another worker has made since", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const first = await claimBatch(shopId, campaignId, START);
    if (!first) throw new Error("the batch was not claimed");
    await decideBatch(first, START);
    await putBack(pool(), first, "429", START, START);
    const second = await claimBatch(shopId, campaignId, after(1));
    if (!second) throw new Error("the batch was not claimed again");
    await decideBatch(second, after(1));
    // The first one's answer, written a second time because nobody heard that it had been.
    await putBack(pool(), first, "429", after(2), after(2));
    expect(await settleBatch(pool(), first, { state: "accepted", outcome: "202" }, after(2))).toBe(false);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "sending", attempts: 2 }]);
  });
});
