import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { audienceCriteria } from "~/services/campaigns/audience";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { readStoredDecisions } from "~/services/campaigns/readProgress";
import { handOverCampaign } from "~/services/delivery/handOver";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  START,
} from "../support/factories";
import { withheldOf } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const DAY = 86_400;
const cap = (mails: number | null, days: number | null) => saveFrequencyCap(shopId, { mails, days }, "jo", START);
/** A campaign to those with a tag, or to all, handed over as SendGrid answers. */
async function mail(seconds: number, tag?: string, answer?: Parameters<typeof scriptedSendGrid>[1]): Promise<number> {
  const id = await makeSendingCampaign(shopId, { audienceCriteria: tag ? { tags: [tag] } : {} }, after(seconds));
  await handOverCampaign(shopId, id, scriptedSendGrid(after(seconds), answer));
  return id;
}
const preview = async (seconds: number) => {
  const { byBasis, byReason } = await previewAudience(shopId, audienceCriteria.parse({}), after(seconds));
  return [...byBasis, ...byReason].map((row) => ["reason" in row ? row.reason : row.basis, row.contacts]);
};
const stored = async (campaignId: number) => {
  const { byBasis, byReason } = await readStoredDecisions(shopId, campaignId);
  return [...byBasis, ...byReason].map((row) => ["reason" in row ? row.reason : row.basis, row.contacts]);
};

describe("the cap", () => {
  test("leaves out whoever has had that many mails, in the preview and in the audience, until the days are over", async () => {
    await importLines(shopId, [customer(1, { tags: ["often"] }), customer(2)]);
    await cap(2, 7);
    await mail(0, "often");
    expect(await preview(60)).toEqual([["legitimate_interest", 2]]);
    await mail(60);
    expect(await preview(120)).toEqual([["legitimate_interest", 1], ["frequency_cap", 1]]); // prettier-ignore
    const third = await makeSendingCampaign(shopId, {}, after(120));
    expect(await stored(third)).toEqual([["legitimate_interest", 1], ["frequency_cap", 1]]); // prettier-ignore
    const out = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId: third, basis: null } });
    expect(out).toMatchObject({ email: emailOf(1), reasons: ["frequency_cap"], factClass: "ftftncscnt" });
    // A week after the first of the two it is one again.
    expect(await preview(7 * DAY + 1)).toEqual([["legitimate_interest", 2]]);
  });

  test("counts a mailbox, however its address is written", async () => {
    await importLines(shopId, [customer(1, { email: "jo@shared.example", tags: ["first"] })]);
    await cap(1, 30);
    await mail(0, "first");
    await importLines(shopId, [customer(2, { email: "Jo+shop@shared.example" })], after(60));
    expect(await preview(120)).toEqual([["frequency_cap", 1]]);
  });

  test("counts what may have gone, and not what was refused or never handed over", async () => {
    await importLines(shopId, firms(1));
    await cap(1, 30);
    const refused = { kind: "refused", code: "400", account: false, refusedPositions: [] } as const;
    await mail(0, undefined, () => refused);
    await makeSendingCampaign(shopId, {}, after(10));
    expect(await preview(60)).toEqual([["legitimate_interest", 1]]);
    await mail(60, undefined, () => ({ kind: "unknown", code: "ETIMEDOUT" }));
    expect(await preview(120)).toEqual([["frequency_cap", 1]]);
  });

  test("is counted again at hand-over: what another campaign sent meanwhile is in it", async () => {
    await importLines(shopId, [customer(1, { tags: ["often"] }), customer(2)]);
    await cap(1, 30);
    const waiting = await makeSendingCampaign(shopId, {}, START);
    await mail(60, "often");
    const sendGrid = scriptedSendGrid(after(120));
    await handOverCampaign(shopId, waiting, sendGrid);
    expect(sendGrid.addressees()).toEqual([emailOf(2)]);
    expect(await withheldOf(shopId, waiting)).toEqual({ [emailOf(1)]: ["frequency_cap"] });
  });

  test("holds for two campaigns that are handed over at once: nobody gets both", async () => {
    await importLines(shopId, firms(1500));
    await cap(1, 30);
    const both = [await makeSendingCampaign(shopId), await makeSendingCampaign(shopId)];
    const sendGrid = scriptedSendGrid(after(60));
    await Promise.all(both.map((id) => handOverCampaign(shopId, id, sendGrid)));
    expect(sendGrid.addressees()).toHaveLength(1500);
    expect(new Set(sendGrid.addressees()).size).toBe(1500);
  });

  test("is another shop's only there, and is gone when it is taken away", async () => {
    await importLines(shopId, firms(1));
    await cap(1, 30);
    await mail(0);
    expect(await preview(60)).toEqual([["frequency_cap", 1]]);
    await cap(null, null);
    expect(await preview(60)).toEqual([["legitimate_interest", 1]]);
    const mine = shopId;
    shopId = await makeShop();
    await importLines(shopId, firms(1));
    await cap(1, 30);
    // Even if both shops' keys of the address were the same, which each shop's own secret prevents.
    await pool().query(
      "UPDATE contact c SET exclusion_key = m.exclusion_key FROM contact m WHERE c.shop_id = $1 AND m.shop_id = $2 AND m.email = c.email",
      [shopId, mine],
    );
    expect(await preview(60)).toEqual([["legitimate_interest", 1]]);
    await mail(60);
    expect(await preview(120)).toEqual([["frequency_cap", 1]]);
  });

  test.each([
    [1, null],
    [null, 7],
    [0, 7],
    [1, 366],
    [1.5, 7],
    [Number.NaN, 7],
  ])("is refused as %s mails in %s days, and what was set stays", async (mails, days) => {
    await cap(3, 30);
    await expect(cap(mails, days)).rejects.toMatchObject({ code: "input_invalid", fields: ["capMails", "capDays"] });
    expect(await prisma().shopSettings.findUnique({ where: { shopId } })).toMatchObject({ capMails: 3, capDays: 30 });
  });
});
