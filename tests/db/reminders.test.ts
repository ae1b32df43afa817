import { beforeEach, describe, expect, it } from "vitest";
import { pool, prisma } from "~/db/client";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { remindStaff } from "~/services/feedback/remindStaff";
import { lookAfterRequests } from "~/services/privacy/lookAfterRequests";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const HOUR = 3600;
const DAY = 24 * HOUR;
let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const open = (due: number, state: "open" | "closed" = "open", owner = shopId) =>
  prisma().feedbackCase.create({
    data: { shopId: owner, kind: "complaint", channel: "staff", receivedAt: START, dueAt: after(due), state, email: "jo@firm.example", name: "Jo Secret" },
  }); // prettier-ignore
const request = (due: number) =>
  pool().query(
    "INSERT INTO privacy_request (shop, shop_id, kind, way, received_at, due_at) VALUES ('x', $1, 'access', 'staff', $2, $3)",
    [shopId, START, after(due)],
  );
const queued = () => prisma().singleMail.count({ where: { shopId, kind: "reminder" } });
/** Does what the queue would with the newest mail, at a moment. */
const send = async (seconds: number) => {
  const mine = (await jobs("single-mail")).filter((job) => job.shopId === shopId).at(-1);
  const sendGrid = scriptedSendGrid(after(seconds));
  await sendSingleMail(shopId, mine?.mailId ?? "", sendGrid);
  return sendGrid.requests;
};

describe("reminders of what is due", () => {
  it("go to the merchant's contact address with numbers and links, and name nobody", async () => {
    await open(2 * HOUR);
    await open(-HOUR);
    await request(3 * DAY);
    await lookAfterRequests(START);
    await remindStaff(after(60));
    const [mail, ...more] = await send(90);
    expect(more).toEqual([]);
    const { contactEmail } = await prisma().shopSettings.findUniqueOrThrow({ where: { shopId } });
    expect(mail?.to).toEqual([contactEmail]);
    const text = JSON.stringify(mail?.body);
    expect(text).toMatch(/1 message about your emails is overdue/);
    expect(text).toMatch(/1 message about your emails must be answered soon/);
    expect(text).toMatch(/1 request about somebody’s data must be answered soon/);
    expect(text).toMatch(/https:\/\/[^"\\]+\/admin\/apps\/[^"\\]+\/app\/feedback/);
    expect(text).not.toMatch(/Secret|jo@firm/);
  });

  it("come before the date and after it, and not again for the same", async () => {
    await open(DAY + 6 * HOUR);
    const counts = [];
    for (const night of [0, 1, 2, 3, 4]) {
      await remindStaff(after(night * DAY));
      if ((await queued()) > (counts.at(-1) ?? 0)) await send(night * DAY + 60);
      counts.push(await queued());
    }
    // Due on the second day: nothing in the first night, one before it and one after.
    expect(counts).toEqual([0, 1, 2, 2, 2]);
  });

  it("come again when the date has been moved", async () => {
    const { id } = await open(HOUR);
    await remindStaff(START);
    await send(60);
    await prisma().feedbackCase.update({ where: { shopId_id: { shopId, id } }, data: { dueAt: after(9 * DAY) } });
    await remindStaff(after(DAY));
    expect(await queued()).toBe(1);
    await remindStaff(after(8 * DAY + HOUR));
    expect(await queued()).toBe(2);
  });

  it("are one a night, also of two workers at once, and leave what came up meanwhile to the next night", async () => {
    await open(HOUR);
    await Promise.all([remindStaff(START), remindStaff(START), remindStaff(after(1))]);
    expect(await queued()).toBe(1);
    await send(60);
    await open(2 * HOUR);
    await remindStaff(after(HOUR));
    expect(await queued()).toBe(1);
    await remindStaff(after(DAY));
    expect(await queued()).toBe(2);
  });

  it.each([
    ["nothing is due", () => open(40 * DAY)],
    ["the case is closed", () => open(-HOUR, "closed")],
    ["it is another shop's", async () => open(-HOUR, "open", await makeShop())],
    ["the app has been removed", async () => {
      await open(-HOUR);
      await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    }],
  ])("do not come while %s", async (_what, given) => {
    await given();
    await remindStaff(START);
    expect(await queued()).toBe(0);
  }); // prettier-ignore

  it("do not go when all has been done by then", async () => {
    const { id } = await open(HOUR);
    await remindStaff(START);
    await prisma().feedbackCase.update({
      where: { shopId_id: { shopId, id } },
      data: { state: "closed", dueAt: null },
    });
    expect(await send(60)).toEqual([]);
    expect(await prisma().singleMail.findFirst({ where: { shopId, kind: "reminder" } })).toMatchObject({
      state: "refused",
      outcome: "nothing_due",
    });
  });
});
