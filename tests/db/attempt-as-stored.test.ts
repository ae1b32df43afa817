import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { changeState } from "~/services/campaigns/drafts";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { attemptAsStored, Expectation } from "~/services/delivery/attemptAsStored";
import { claimBatch, type ClaimedBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { addressKeys } from "~/services/shops/keys";
import { forgetReturn } from "~/services/shops/exclusionReturn";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, writeLedger } from "../support/factories";
import { batchesOf, campaignTo, withheldOf } from "../support/hand-over-steps";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

/** In the second batch of three. */
const SOMEBODY = 5;
const YEAR = 365 * 86_400;
let shopId: number;
let campaignId: number;
/** What the first batch taught. */
let expected: Expectation;
let second: ClaimedBatch;
/** When it is decided. */
let at: Date;

beforeEach(async () => {
  at = after(2);
  ({ shopId, campaignId } = await campaignTo(firms(9)));
  await pool().query("UPDATE campaign SET batch_size = 3 WHERE id = $1", [campaignId]);
  expected = new Expectation();
  expect(await decideBatch(await claim(), after(1), expected)).toHaveLength(3);
  second = await claim();
});

async function claim(): Promise<ClaimedBatch> {
  const batch = await claimBatch(shopId, campaignId, after(1));
  if (!batch) throw new Error("the batch was not claimed");
  return batch;
}

const onContact = (change: string) =>
  pool().query(`UPDATE contact SET ${change} WHERE shop_id = $1 AND email = $2`, [shopId, emailOf(SOMEBODY)]);
const onRecipient = (change: string) =>
  pool().query(`UPDATE recipient SET ${change} WHERE shop_id = $1 AND email = $2`, [shopId, emailOf(SOMEBODY)]);
const excludeSomebody = () =>
  excludeByStaff(shopId, { email: emailOf(SOMEBODY), note: "rang", actor: "owner", at: after(1) });

/** The state of the batch that is decided, as any other connection sees it. */
const stateOfSecond = async () => (await batchesOf(shopId, campaignId)).find(({ number }) => number === 2)?.state;

describe("a batch in which every stored decision stands", () => {
  test("is attempted at one go, and leaves the same behind as one that was decided the whole way", async () => {
    const sendable = await attemptAsStored(second, expected, at);
    const whole = await decideBatch(await claim(), after(2));
    expect(sendable?.map(({ email }) => email)).toEqual([4, 5, 6].map(emailOf));
    expect(whole?.map(({ email }) => email)).toEqual([7, 8, 9].map(emailOf));
    const alike = (one: object = {}) => ({ ...one, seq: 0, email: "" });
    expect(alike(sendable?.[0])).toEqual(alike(whole?.[0]));
    const rows = await pool().query("SELECT * FROM batch WHERE campaign_id = $1 AND number > 1", [campaignId]);
    const [one, other] = rows.rows.map((row) => ({ ...row, number: 0, first_seq: 0, last_seq: 0 }) as object);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ state: "sending", attempts: 1, handed_over: 3, withheld: 0, attempted_at: after(2) });
  });

  test("keeps an opt-out that comes meanwhile waiting until the attempt is committed", async () => {
    let attempting: ReturnType<typeof attemptAsStored> | undefined;
    let answered: Promise<string | undefined> | undefined;
    // Holds the batch's row, so that the list is locked and the attempt cannot end.
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM batch WHERE campaign_id = $1 AND number = 2 FOR UPDATE", [campaignId]);
      attempting = attemptAsStored(second, expected, at);
      await until(() => waitingForLock(1));
      answered = excludeSomebody().then(stateOfSecond);
      await until(() => waitingForLock(2));
    });
    expect(await attempting).toHaveLength(3);
    expect(await answered).toBe("sending");
  });

  test("is not attempted at one go after a batch of which somebody was left out", async () => {
    await excludeSomebody();
    expect(await decideBatch(second, after(2), expected)).toHaveLength(2);
    const third = await claim();
    expect(await attemptAsStored(third, expected, after(2))).toBeUndefined();
    expect(await decideBatch(third, after(2), expected)).toHaveLength(3);
  });
});

describe("is decided the whole way instead", () => {
  const LEFT_OUT = 2;
  const ALL = 3;
  const NOT_SENT = undefined;
  test.each<[what: string, change: () => Promise<unknown>, sendable: number | undefined]>([
    ["somebody is on the exclusion list", excludeSomebody, LEFT_OUT],
    [
      "somebody's domain is",
      () => excludeDomain(shopId, { domain: `firm-${SOMEBODY}.example`, note: "asked", actor: "owner", at: after(1) }),
      LEFT_OUT,
    ],
    [
      "somebody is, and their copies do not say so",
      async () => {
        await excludeSomebody();
        await onContact("excluded = false");
      },
      LEFT_OUT,
    ],
    ["somebody's copies say so, and the list does not", () => onContact("excluded = true"), ALL],
    ["somebody's copies tell of another country", () => onContact("in_uk = false"), ALL],
    ["somebody has left the country", () => onContact("country = 'DE'"), LEFT_OUT],
    ["somebody has consented", () => writeLedger(shopId, emailOf(SOMEBODY), ["requested", "confirmed"], after(1)), ALL],
    ["somebody is no company after all", () => onContact("legal_form = 'individual'"), LEFT_OUT],
    ["somebody is no customer any more", () => onContact("relation = 'none'"), LEFT_OUT],
    ["somebody is gone", () => onContact("deleted_at = now()"), LEFT_OUT],
    ["somebody was erased", () => pool().query("DELETE FROM contact WHERE shop_id = $1 AND email = $2", [shopId, emailOf(SOMEBODY)]), LEFT_OUT], // prettier-ignore
    ["somebody has another address", () => onContact("email = 'other@firm-5.example'"), LEFT_OUT],
    ["somebody's stored facts are not known", () => onRecipient("fact_class = NULL"), ALL],
    ["somebody was stored on another basis", () => onRecipient("basis = 'consent'"), ALL],
    ["somebody was stored with another relation", () => onRecipient("relation = 'prospect'"), ALL],
    ["somebody was to be given a notice", () => onRecipient("carries_notice = true"), ALL],
    ["nobody of it is left", () => pool().query("UPDATE recipient SET refusal = '400' WHERE campaign_id = $1", [campaignId]), 0], // prettier-ignore
    ["the campaign is paused", () => changeState(shopId, campaignId, "pause", "jo", after(1)), NOT_SENT],
    ["another has taken it over", () => decideBatch(second, after(1)), NOT_SENT],
    ["another has tried it and put it back", () => pool().query("UPDATE batch SET attempts = 1 WHERE campaign_id = $1 AND number = 2", [campaignId]), NOT_SENT], // prettier-ignore
    [
      "the app was removed",
      () => prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: after(1) } }),
      NOT_SENT,
    ],
    ["the assessment is out of date", () => Promise.resolve((at = after(10 * YEAR))), 0],
    ["a disclosure is missing", () => prisma().shopSettings.update({ where: { shopId }, data: { registeredName: "" } }), 0], // prettier-ignore
    ["exclusions have not returned", () => transaction((tx) => forgetReturn(tx, shopId)), NOT_SENT],
    ["the shop has a cap", () => saveFrequencyCap(shopId, { mails: 5, days: 30 }, "owner", after(1)), ALL],
    ["it was tried before", () => Promise.resolve((second = { ...second, attempts: 1 })), NOT_SENT],
  ])("where %s", async (_what, change, sendable) => {
    await change();
    const before = await batchesOf(shopId, campaignId);
    expect(await attemptAsStored(second, expected, at)).toBeUndefined();
    expect(await batchesOf(shopId, campaignId)).toEqual(before);
    const mailed = await decideBatch(second, at, expected);
    expect(mailed?.length).toBe(sendable);
    if (sendable === LEFT_OUT) {
      expect(mailed?.map(({ email }) => email)).toEqual([4, 6].map(emailOf));
      expect(Object.keys(await withheldOf(shopId, campaignId))).toEqual([emailOf(SOMEBODY)]);
    }
  });

  test("where the campaign is paused while it waits for its batch", async () => {
    let attempting: ReturnType<typeof attemptAsStored> | undefined;
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM batch WHERE campaign_id = $1 AND number = 2 FOR UPDATE", [campaignId]);
      attempting = attemptAsStored(second, expected, at);
      await until(() => waitingForLock());
      await changeState(shopId, campaignId, "pause", "jo", after(1));
    });
    expect(await attempting).toBeUndefined();
    expect(await stateOfSecond()).toBe("claimed");
  });

  test("where somebody is being excluded, for whom it waits", async () => {
    const { exclusionKey } = await addressKeys(shopId);
    let deciding: ReturnType<typeof decideBatch> | undefined;
    await transaction(async (tx) => {
      await exclude(tx, shopId, [{ key: exclusionKey(emailOf(SOMEBODY)), source: "body_link", at: after(1) }]);
      deciding = decideBatch(second, after(2), expected);
      await until(() => waitingForLock());
    });
    expect((await deciding)?.map(({ email }) => email)).toEqual([4, 6].map(emailOf));
  });
});
