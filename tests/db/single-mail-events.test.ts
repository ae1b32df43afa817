import { beforeEach, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { release } from "~/services/exclusions/release";
import { useAppDatabase } from "../support/app-database";
import { askAndTakeMail, eventsOf } from "../support/consent-steps";
import { after, makeShop } from "../support/factories";

useAppDatabase();

const EMAIL = "jo@asker.example";

let shopId: number;
let requestId: bigint;
beforeEach(async () => {
  shopId = await makeShop();
  await askAndTakeMail(shopId, EMAIL, after(1));
  ({ id: requestId } = await prisma().consentRequest.findFirstOrThrow({ where: { shopId } }));
});

const told = (event: string, over: Record<string, unknown> = {}) => ({
  event,
  timestamp: Math.floor(after(60).getTime() / 1000),
  sg_message_id: "message-0",
  twostage_request: `${shopId}-${requestId}`,
  ...over,
});
const listed = async () =>
  (
    await pool().query<{ email: string | null; source: string; at: Date }>(
      "SELECT email, source, at FROM exclusion WHERE shop_id = $1",
      [shopId],
    )
  ).rows;

test.each([
  ["bounce", "bounce"],
  ["spamreport", "spam_report"],
  ["unsubscribe", "sendgrid_unsubscribe"],
  ["group_unsubscribe", "sendgrid_unsubscribe"],
])("a %s of a verification mail excludes its address at once, and ends the request", async (event, source) => {
  expect(await recordMailEvents(shopId, [told(event)], after(61))).toEqual([]);
  expect(await listed()).toEqual([{ email: EMAIL, source, at: after(60) }]);
  expect((await eventsOf(shopId, EMAIL)).at(-1)).toBe("withdrawn");
});

test.each<[string, () => object]>([
  ["a passing refusal", () => told("bounce", { type: "blocked" })],
  ["what says only where the mail is", () => told("delivered")],
  ["another shop's", () => told("bounce", { twostage_request: `${shopId + 1}-${requestId}` })],
  ["a request that is gone", () => told("bounce", { twostage_request: `${shopId}-${requestId + 1n}` })],
  ["what is no id", () => told("bounce", { twostage_request: `${shopId}-x` })],
  ["a mail to staff", () => told("spamreport", { twostage_request: undefined, twostage_staff: String(shopId) })],
])("%s excludes nobody", async (_name, event) => {
  await recordMailEvents(shopId, [event()], after(61));
  expect(await listed()).toEqual([]);
});

test("a personal answer that bounces excludes whom it was for, and one that came in excludes nobody", async () => {
  const { id: caseId } = await prisma().feedbackCase.create({
    data: {
      shopId,
      kind: "question",
      channel: "reply_mail",
      receivedAt: after(1),
      email: "sam@writer.example",
      exclusionKey: Buffer.from("a-key"),
    },
  });
  const message = (direction: "inbound" | "outbound") =>
    prisma().feedbackMessage.create({ data: { shopId, caseId, direction, at: after(2), body: "Words" } });
  const [asked, answer] = [await message("inbound"), await message("outbound")];
  const bounced = (id: bigint) => told("bounce", { twostage_request: undefined, twostage_reply: `${shopId}-${id}` });
  await recordMailEvents(shopId, [bounced(asked.id)], after(61));
  expect(await listed()).toEqual([]);
  await recordMailEvents(shopId, [bounced(answer.id)], after(61));
  expect(await listed()).toEqual([{ email: "sam@writer.example", source: "bounce", at: after(60) }]);
});

test("an event that is told again changes nothing", async () => {
  for (let time = 0; time < 2; time += 1) await recordMailEvents(shopId, [told("bounce")], after(61));
  expect(await prisma().exclusionEvent.count({ where: { shopId } })).toBe(1);
});

test("an event of a time before the address was taken off the list again does not bring it back", async () => {
  await recordMailEvents(shopId, [told("spamreport")], after(61));
  const { key } = await prisma().exclusion.findFirstOrThrow({ where: { shopId } });
  await transaction((tx) =>
    release(tx, shopId, {
      key: Buffer.from(key),
      at: after(120),
      source: "staff",
      actor: "jo",
      askedHow: "phone",
      askedAt: after(110),
      note: "rang",
    }),
  );
  await recordMailEvents(shopId, [told("spamreport")], after(121));
  expect(await listed()).toEqual([]);
});

test("of a person who was erased the keyed hash is listed, and no address", async () => {
  await pool().query("UPDATE consent_request SET email = '' WHERE shop_id = $1", [shopId]);
  await recordMailEvents(shopId, [told("spamreport")], after(61));
  expect(await listed()).toEqual([{ email: null, source: "spam_report", at: after(60) }]);
});
