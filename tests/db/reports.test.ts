import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { RECIPIENT_VIEWS } from "~/policy/reports";
import { changeState } from "~/services/campaigns/drafts";
import { listAlarming } from "~/services/campaigns/listAlarming";
import { heedAlarms } from "~/services/campaigns/heedAlarms";
import { resumeCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { readMailsByLink } from "~/services/evidence/mailsByLink";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { optOutByLink } from "~/services/exclusions/optOut";
import { takeNote } from "~/services/feedback/takeNote";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { listRecipients } from "~/services/reports/listRecipients";
import { ordersOf } from "~/services/reports/ordersOf";
import { findStarted, readReport } from "~/services/reports/readReport";
import { readTimeline } from "~/services/reports/readTimeline";
import { readTrends } from "~/services/reports/readTrends";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, firms, makeSendingCampaign, makeShop, soleTrader, START } from "../support/factories";
import { campaignTo, handOverToTheEnd, stateOf } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const HOUR = 3600;
const DAY = 24 * HOUR;
let shopId: number;
let campaignId: number;
const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
/** What SendGrid posts of a recipient. */
const told = (seq: number, event: string, at: Date, more: object = {}, campaign = campaignId) => ({
  event,
  timestamp: seconds(at),
  sg_message_id: `m-${campaign}-${seq}`,
  twostage_recipient: `${shopId}-${campaign}-${seq}`,
  ...more,
});
const tokenOf = async (recipientSeq: number) =>
  makeLinkToken({ shopId, campaignId, recipientSeq }, await currentLinkKey());

describe("a campaign's report", () => {
  beforeAll(async () => {
    ({ shopId, campaignId } = await campaignTo([...firms(8), soleTrader(9)]));
    await excludeByStaff(shopId, {
      email: (await recipient(8)).email,
      note: "by letter",
      actor: "owner",
      at: after(1),
    });
    await handOverToTheEnd(shopId, campaignId, scriptedSendGrid(after(60)));
    await recordMailEvents(
      shopId,
      [
        ...[1, 2, 3].map((seq) => told(seq, "delivered", after(120))),
        told(2, "deferred", after(90)),
        told(4, "deferred", after(90)),
        told(4, "deferred", after(2 * HOUR)),
        told(5, "bounce", after(100), { type: "bounce", bounce_classification: "Invalid Address" }),
        told(6, "dropped", after(100)),
        told(1, "spamreport", after(3 * HOUR)),
      ],
      after(3 * HOUR),
    );
    const token = await tokenOf(2);
    await optOutByLink(shopId, token, "body_link", after(2 * DAY));
    await optOutByLink(shopId, token, "one_click", after(2 * DAY));
    await takeNote(shopId, token, { reason: "too_many", note: "Too many of these." }, after(2 * DAY));
  });
  const recipient = (seq: number) =>
    prisma().recipient.findUniqueOrThrow({ where: { shopId_campaignId_seq: { shopId, campaignId, seq } } });

  it("counts each recipient once, by the ground it was sent on", async () => {
    const report = await readReport(shopId, campaignId, 14);
    expect(report?.byBasis).toEqual([
      {
        basis: "legitimate_interest",
        handedOver: 7,
        accepted: 7,
        unknown: 0,
        delivered: 3,
        deferred: 1,
        bounced: 1,
        dropped: 1,
        spam: 1,
        optOuts: 1,
        feedback: 1,
        orders: { orders: 0, amounts: [] },
      },
    ]);
    expect(report?.bounceKinds).toEqual({ most: [{ name: "Invalid Address", count: 1 }], others: 0 });
    const domain = (await recipient(5)).email.split("@")[1];
    expect(report?.bounceDomains).toEqual({ most: [{ name: domain, count: 1 }], others: 0 });
    expect(report?.reasons).toEqual({ most: [{ name: "too_many", count: 1 }], others: 0 });
    expect(report?.alarms).toEqual([]);
  });

  it("tells when it happened, the first day by the hour", async () => {
    const { startedAt } = (await findStarted(shopId, campaignId)) ?? { startedAt: START };
    const timeline = await readTimeline(shopId, campaignId, startedAt);
    const sum = (pick: (point: (typeof timeline)[number]) => number) =>
      timeline.reduce((all, point) => all + pick(point), 0);
    expect([sum((p) => p.delivered), sum((p) => p.bounced), sum((p) => p.spam), sum((p) => p.optOuts)]).toEqual([3, 1, 1, 1]); // prettier-ignore
    expect(timeline.map(({ at }) => (at.getTime() - startedAt.getTime()) / 3_600_000)).toEqual([0, 3, 48]);
  });

  it.each([
    ["all", 9],
    ["decided", 7],
    ["accepted", 7],
    ["unknown", 0],
    ["left_out", 1],
    ["kept_back", 1],
    ["bounced", 1],
    ["spam", 1],
    ["opted_out", 1],
  ] as const)("lists who is in the view %s", async (view, expected) => {
    const { rows, next } = await listRecipients(shopId, campaignId, { view });
    expect([rows.length, next]).toEqual([expected, null]);
  });

  it("lists everybody with the decision on them", async () => {
    expect(RECIPIENT_VIEWS).toHaveLength(9);
    const { rows } = await listRecipients(shopId, campaignId, { view: "all" });
    expect(rows[0]).toMatchObject({ outcome: "accepted", basis: "legitimate_interest", events: ["delivered", "spamreport"] }); // prettier-ignore
    expect(rows[7]).toMatchObject({ outcome: "withheld", withheld: ["excluded"] });
    expect(rows[8]).toMatchObject({ outcome: "left_out", basis: null, at: null });
  });

  it("finds one person by any spelling of the address, and nobody by what is none", async () => {
    const { email } = await recipient(3);
    const of = (address: string) => listRecipients(shopId, campaignId, { view: "all", address });
    expect((await of(email.replace("@", "+shop@").toUpperCase())).rows.map(({ seq }) => seq)).toEqual([3]);
    expect((await of("nobody@nowhere.example")).rows).toEqual([]);
    expect((await of("no address")).rows).toEqual([]);
  });

  it("is another shop's to nobody, and there is none before the start", async () => {
    const other = await makeShop();
    expect(await readReport(other, campaignId, 14)).toBeUndefined();
    expect(await findStarted(other, campaignId)).toBeUndefined();
    expect((await listRecipients(other, campaignId, { view: "all" })).rows).toEqual([]);
    expect((await readTrends(other, 14)).trends).toEqual([]);
    const draft = await prisma().campaign.create({ data: { shopId, name: "Draft" } });
    expect(await readReport(shopId, draft.id, 14)).toBeUndefined();
    for (const id of [0, -1, 1.5, Number.NaN, 2 ** 40]) expect(await readReport(shopId, id, 14)).toBeUndefined();
  });

  it("counts the orders of those who got it, within so many days of their mail", async () => {
    const customerOf = async (seq: number) => {
      const { contactId } = await recipient(seq);
      return (await prisma().contact.findUniqueOrThrow({ where: { shopId_id: { shopId, id: contactId ?? 0n } } })).shopifyId; // prettier-ignore
    };
    const [one, two, kept, out] = await Promise.all([customerOf(1), customerOf(2), customerOf(8), customerOf(9)]);
    const order = (id: number, customerId: bigint | null, placed: number, amount: string) => ({
      shopId, id: BigInt(id), customerId: customerId ?? 0n, placedAt: after(placed), amount, currency: "GBP",
    }); // prettier-ignore
    await prisma().storeOrder.createMany({
      data: [
        order(1, one, 59, "1"),
        order(2, one, 61, "10.10"),
        order(3, two, 8 * DAY, "20.20"),
        order(4, two, 60 + 14 * DAY, "400"),
        order(5, kept, DAY, "500"),
        order(6, out, DAY, "600"),
        order(7, null, DAY, "700"),
      ],
    });
    const of = async (days: number) => [...(await ordersOf(shopId, [campaignId], days)).values()];
    expect(await of(14)).toEqual([{ orders: 2, amounts: [{ currency: "GBP", amount: "30.30" }] }]);
    expect(await of(7)).toEqual([{ orders: 1, amounts: [{ currency: "GBP", amount: "10.10" }] }]);
    expect((await readReport(shopId, campaignId, 30))?.byBasis[0]?.orders.orders).toBe(3);
    expect((await readTrends(shopId, 14)).trends).toMatchObject([
      { id: campaignId, handedOver: 7, delivered: 3, bounced: 1, spam: 1, optOuts: 1, feedback: 1, orders: { orders: 2 } },
    ]); // prettier-ignore
    // A store that has changed its currency, and an order that was cancelled.
    await prisma().storeOrder.createMany({ data: [{ ...order(8, one, DAY, "7"), currency: "EUR" }, { ...order(9, two, DAY, "9000"), cancelledAt: after(2 * DAY) }] }); // prettier-ignore
    const both = { orders: 3, amounts: [{ currency: "EUR", amount: "7.00" }, { currency: "GBP", amount: "30.30" }] }; // prettier-ignore
    expect(await of(14)).toEqual([both]);
    expect((await readReport(shopId, campaignId, 14))?.byBasis[0]?.orders).toEqual(both);
    expect((await readTrends(shopId, 14)).trends[0]?.orders).toEqual(both);
    // Paid back in part, wholly, and by more than it came to; for nothing from the beginning.
    await pool().query("UPDATE store_order SET refunded = CASE id WHEN 2 THEN 4.05 WHEN 8 THEN 7 ELSE 0 END WHERE shop_id = $1", [shopId]); // prettier-ignore
    await prisma().storeOrder.createMany({ data: [{ ...order(10, one, DAY, "50"), refunded: "60" }, order(11, two, DAY, "0")] }); // prettier-ignore
    const less = { orders: 3, amounts: [{ currency: "GBP", amount: "26.25" }] };
    expect(await of(14)).toEqual([less]);
    expect((await readReport(shopId, campaignId, 14))?.byBasis[0]?.orders).toEqual(less);
    expect((await readTrends(shopId, 14)).trends[0]?.orders).toEqual(less);
    await pool().query("DELETE FROM store_order WHERE shop_id = $1", [shopId]);
  });

  it("is told to whom it went, by the link of the mail, with why", async () => {
    await pool().query("UPDATE campaign SET subject = '{{first_name|there}}, our offers' WHERE shop_id = $1", [shopId]);
    const found = await readMailsByLink(shopId, await tokenOf(1));
    expect(found?.mails).toHaveLength(1);
    expect(found?.mails[0]?.subject).toBe("there, our offers");
    expect(found?.mails[0]?.why).toMatch(/customer/i);
    expect(await readMailsByLink(shopId, await tokenOf(0))).toBeUndefined();
    // Kept back: nothing went there.
    expect((await readMailsByLink(shopId, await tokenOf(8)))?.mails).toEqual([]);
    await expect(readMailsByLink(await makeShop(), await tokenOf(1))).rejects.toThrow("link_invalid");
    await expect(readMailsByLink(shopId, "nonsense")).rejects.toThrow("link_invalid");
  });
});

describe("an order that was placed", () => {
  const answer =
    (over: object = {}) =>
    () =>
      Promise.resolve({
        order: {
          id: "gid://shopify/Order/5",
          createdAt: START.toISOString(),
          test: false,
          customer: { id: "gid://shopify/Customer/7" },
          totalPriceSet: { shopMoney: { amount: "12.34", currencyCode: "GBP" } },
          totalRefundedSet: { shopMoney: { amount: "0.0" } },
          ...over,
        },
      });
  const orders = () => prisma().storeOrder.findMany({ where: { shopId } });
  beforeEach(async () => {
    shopId = await makeShop();
  });

  it("is noted once, with its value and the customer's number", async () => {
    await notePlacedOrder(shopId, "5", answer(), START);
    await notePlacedOrder(
      shopId,
      "5",
      answer({ totalPriceSet: { shopMoney: { amount: "99", currencyCode: "GBP" } } }),
      START,
    );
    const [order, ...more] = await orders();
    expect([order?.id, order?.customerId, order?.amount.toString(), more.length]).toEqual([5n, 7n, "12.34", 0]);
  });

  it.each([
    ["a test", { test: true }],
    ["without a customer", { customer: null }],
  ])("is not noted when it is %s", async (_what, over) => {
    await notePlacedOrder(shopId, "5", answer(over), START);
    expect(await orders()).toEqual([]);
  });

  it("is not noted when the store has none, or the app has been removed", async () => {
    await notePlacedOrder(shopId, "5", () => Promise.resolve({ order: null }), START);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await orders()).toEqual([]);
  });

  it("is not noted when its customer was erased since", async () => {
    await pool().query(
      "INSERT INTO erased_subject (shop_id, subject, erased_at, until_order) VALUES ($1, 'customer:7', $2, false)",
      [shopId, after(1)],
    );
    await notePlacedOrder(shopId, "5", answer(), START);
    expect(await orders()).toEqual([]);
    await notePlacedOrder(shopId, "6", answer({ createdAt: after(2).toISOString() }), START);
    expect(await orders()).toHaveLength(1);
  });
});

describe("the alarms of a campaign that is sending", () => {
  const RECIPIENTS = 300;
  /** Hands one batch over and leaves the campaign sending. */
  beforeEach(async () => {
    ({ shopId, campaignId } = await campaignTo(firms(RECIPIENTS)));
    const sendGrid = scriptedSendGrid(after(60));
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    await pool().query("UPDATE campaign SET state = 'sending', finished_at = NULL WHERE shop_id = $1 AND id = $2", [shopId, campaignId]); // prettier-ignore
  });
  const report = async (seqs: readonly number[], event: string, at = after(90)) =>
    heedAlarms(shopId, await recordMailEvents(shopId, seqs.map((seq) => told(seq, event, at)), at), at); // prettier-ignore
  const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
  const reason = async () =>
    (await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id: campaignId } } })).pauseReason;

  it("pause it for too many bounces, with the reason, and it is resumed by staff", async () => {
    await report(range(1, 200), "delivered");
    await report(range(201, 9), "bounce");
    expect(await stateOf(shopId, campaignId)).toBe("sending");
    await report([210], "bounce");
    expect([await stateOf(shopId, campaignId), await reason()]).toEqual(["paused", "bounce_alarm"]);
    const { rows } = await pool().query<{ after: object }>(
      "SELECT after FROM audit_event WHERE shop_id = $1 AND act = 'campaign_paused'",
      [shopId],
    );
    expect(rows).toMatchObject([{ after: { reason: "bounce_alarm" } }]);
    await resumeCampaign(shopId, campaignId, "owner", after(300));
    // What staff knew of counts no more: the next alarm is about what comes after.
    await report([211], "bounce", after(310));
    expect(await stateOf(shopId, campaignId)).toBe("sending");
    await report(range(212, 10), "bounce", after(320));
    expect(await stateOf(shopId, campaignId)).toBe("paused");
  });

  it("pause it for reports of spam, each recipient counted once", async () => {
    await report(range(1, 250), "delivered");
    await report([1, 2], "spamreport");
    await report([1, 2], "spamreport", after(95));
    expect(await stateOf(shopId, campaignId)).toBe("sending");
    await report([3], "spamreport");
    expect([await stateOf(shopId, campaignId), await reason()]).toEqual(["paused", "spam_alarm"]);
    expect((await readReport(shopId, campaignId, 14))?.alarms).toMatchObject([{ kind: "spam", level: "pauses" }]);
  });

  it("pause it again when it is resumed, where they were passed while staff had paused it", async () => {
    await changeState(shopId, campaignId, "pause", "owner", after(80));
    await report(range(1, 200), "delivered");
    await report(range(201, 10), "bounce");
    await resumeCampaign(shopId, campaignId, "owner", after(100));
    await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(101)));
    expect([await stateOf(shopId, campaignId), await reason()]).toEqual(["paused", "bounce_alarm"]);
  });

  it("touch neither one that has ended nor another", async () => {
    const other = await makeSendingCampaign(shopId);
    await pool().query("UPDATE campaign SET state = 'finished' WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
    await report(range(1, 30), "bounce");
    expect([await stateOf(shopId, campaignId), await stateOf(shopId, other)]).toEqual(["finished", "sending"]);
  });

  it("are told on Home of one that has ended too, for fourteen days", async () => {
    await pool().query("UPDATE campaign SET state = 'finished' WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
    await report(range(1, 200), "delivered");
    await report(range(201, 9), "bounce");
    expect(await listAlarming(shopId, after(100))).toEqual([]);
    await report([210], "bounce");
    expect(await listAlarming(shopId, after(100))).toMatchObject([{ id: campaignId, alarms: [{ kind: "bounce" }] }]);
    expect(await listAlarming(shopId, after(15 * DAY))).toEqual([]);
    expect(await listAlarming(await makeShop(), after(100))).toEqual([]);
  });
});
