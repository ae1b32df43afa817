import { expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { env } from "~/lib/env";
import { seal } from "~/lib/seal";
import { startWorker } from "~/worker";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import { startSendGrid } from "../simulators/sendgrid/sendgrid";
import { useAppDatabase } from "../support/app-database";
import { firms, importLines, makeSendingCampaign, makeShop, verifiedStaffAddress } from "../support/factories";
import { stateOf } from "../support/hand-over-steps";
import { until } from "../support/until";

useAppDatabase();

const SILENT = "SG.an-account-that-does-not-answer";
const QUICK = "SG.an-account-that-answers";
const MAIL_SEND = "/v3/mail/send";
async function shopWith(apiKey: string): Promise<number> {
  const shopId = await makeShop();
  await importLines(shopId, firms(3));
  await verifiedStaffAddress(shopId, "jo@beacon-spares.example");
  await prisma().shopSettings.update({
    where: { shopId },
    data: { sendgridKey: new Uint8Array(seal(Buffer.from(apiKey), "sendgrid", env().APP_SECRET)) },
  });
  return shopId;
}

test("shops whose SendGrid does not answer keep nobody waiting, with campaigns or with single mails", async () => {
  const sendGrid = await startSendGrid({
    apiKeys: [SILENT, QUICK].map((key) => ({ key, scopes: FULL_ACCESS })),
    authenticatedDomains: ["beacon-spares.example"],
  });
  Object.assign(env(), { SENDGRID_BASE_URL: sendGrid.origin });
  sendGrid.controls.fault({ kind: "unanswered", accept: false }, { apiKey: SILENT });
  const silent = await Promise.all(Array.from({ length: 4 }, () => shopWith(SILENT)));
  for (const shopId of silent) for (let n = 0; n < 2; n += 1) await sendBoth(shopId);
  const worker = await startWorker();
  // More than the worker has places: eight for hand-overs and four for single mails.
  await until(() => sendGrid.requests.filter(({ path, status }) => path === MAIL_SEND && status === 0).length >= 16);
  const quick = await shopWith(QUICK);
  const campaignId = await sendBoth(quick);
  await until(async () => (await stateOf(quick, campaignId)) === "finished");
  await until(async () => (await prisma().singleMail.count({ where: { shopId: quick, state: "accepted" } })) === 1);
  expect(await prisma().campaign.count({ where: { shopId: { in: silent }, state: "sending" } })).toBe(8);
  sendGrid.controls.clearFaults();
  await worker.stop();
  // What went on beside its place has ended, and nothing of it is under way any more.
  expect(await prisma().batch.count({ where: { shopId: { in: silent }, state: "sending" } })).toBe(0);
  expect(await prisma().singleMail.count({ where: { shopId: { in: silent }, state: "sending" } })).toBe(0);
  await sendGrid.close();
});

/** A campaign to three firms and a test mail, both to be sent. Gives the campaign. */
async function sendBoth(shopId: number): Promise<number> {
  const campaignId = await makeSendingCampaign(shopId);
  const mail = await prisma().singleMail.create({
    data: { shopId, kind: "test", campaignId, email: "jo@beacon-spares.example" },
  });
  await enqueue(pool(), "single-mail", { shopId, mailId: String(mail.id) });
  return campaignId;
}
