import { beforeEach, describe, expect, test, vi } from "vitest";
import { pool, prisma } from "~/db/client";
import { reach } from "~/integrations/web/reach";
import { saveAudience } from "~/services/audiences/saveAudience";
import { approveCampaign, readApproval, setSecondApproval } from "~/services/campaigns/approval";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { changeState, saveDraft } from "~/services/campaigns/drafts";
import { duplicateCampaign } from "~/services/campaigns/duplicateCampaign";
import {
  savePlan,
  scheduleCampaign,
  startScheduled,
  unscheduleCampaign,
  type PlanInput,
} from "~/services/campaigns/schedule";
import { sendingMark } from "~/services/campaigns/sendingMark";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { resendRefused } from "~/services/delivery/resend";
import { noteUninstallation } from "~/services/shops/install";
import { useAppDatabase } from "../support/app-database";
import { approve } from "../support/approve";
import {
  after,
  emailOf,
  firms,
  importLines,
  makeDraft,
  makeSendingCampaign,
  makeShop,
  START,
  textBlock,
} from "../support/factories";
import { balanced, batchesOf, stateOf } from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

/** In British winter time, so that the shop's clock shows the same. */
const NINE = { date: "2026-03-03", time: "09:00" };
const NINE_AT = new Date("2026-03-03T09:00:00Z");
const ANY_TIME: PlanInput = {
  windowDays: [],
  windowFrom: null,
  windowUntil: null,
  perHour: null,
  perDay: null,
  warmUp: false,
};

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const campaign = (id: number) => prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
/** The moves of a campaign as the audit keeps them: act, states before and after, who. */
async function moves(id: number): Promise<string[]> {
  const { rows } = await pool().query<{ move: string }>(
    `SELECT act || ': ' || (before->>'state') || ' -> ' || (after->>'state') || coalesce(' (' || (after->>'reason') || ')', '') || ', ' || actor AS move
     FROM audit_event WHERE shop_id = $1 AND subject_kind = 'campaign' AND subject_id = $2 AND before ? 'state' ORDER BY id`,
    [shopId, String(id)],
  );
  return rows.map(({ move }) => move);
}

describe("every move of a campaign", () => {
  test("is kept in the audit with the states before and after, whoever made it", async () => {
    await importLines(shopId, firms(2));
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    await unscheduleCampaign(shopId, id, "jo", after(1));
    await startCampaign(shopId, id, "sam", after(2));
    await buildAudience(shopId, id, after(2));
    await changeState(shopId, id, "pause", "jo", after(3));
    await resumeCampaign(shopId, id, "sam", after(4));
    const refuses = scriptedSendGrid(after(5), () => ({
      kind: "refused",
      code: "400",
      account: false,
      refusedPositions: [],
    }));
    await handOverCampaign(shopId, id, refuses);
    await resendRefused(shopId, id, "jo", after(6));
    await changeState(shopId, id, "cancel", "jo", after(7));
    expect(await moves(id)).toEqual([
      "campaign_scheduled: draft -> scheduled, jo",
      "campaign_unscheduled: scheduled -> draft, jo",
      "campaign_started: draft -> sending, sam",
      "campaign_paused: sending -> paused (staff), jo",
      "campaign_resumed: paused -> sending, sam",
      "campaign_finished: sending -> finished, Twostage",
      "campaign_resent: finished -> sending, jo",
      "campaign_cancelled: sending -> cancelled, jo",
    ]);
  });

  test.each([
    ["pause", (id: number) => changeState(shopId, id, "pause", "jo", START)],
    ["resume", (id: number) => resumeCampaign(shopId, id, "jo", START)],
    ["unschedule", (id: number) => unscheduleCampaign(shopId, id, "jo", START)],
    ["resend", (id: number) => resendRefused(shopId, id, "jo", START)],
  ])("that is not open is refused, and nothing changes: %s a draft", async (_act, move) => {
    const id = await makeDraft(shopId);
    const before = await campaign(id);
    await expect(move(id)).rejects.toMatchObject({ code: "wrong_state" });
    await expect(move(id + 1000)).rejects.toMatchObject({ code: "not_found" });
    expect(await campaign(id)).toEqual(before);
    expect(await moves(id)).toEqual([]);
  });

  test("is refused to a cancelled campaign, each of them", async () => {
    const id = await makeDraft(shopId);
    await changeState(shopId, id, "cancel", "jo", START);
    for (const move of [
      () => startCampaign(shopId, id, "jo", START),
      () => scheduleCampaign(shopId, id, NINE, "jo", START),
      () => changeState(shopId, id, "pause", "jo", START),
      () => changeState(shopId, id, "cancel", "jo", START),
      () => resumeCampaign(shopId, id, "jo", START),
      () => resendRefused(shopId, id, "jo", START),
    ])
      await expect(move()).rejects.toMatchObject({ code: "wrong_state" });
    expect(await stateOf(shopId, id)).toBe("cancelled");
  });

  test("of another shop's campaign is refused", async () => {
    const id = await makeDraft(shopId);
    const other = await makeShop();
    await expect(changeState(other, id, "cancel", "jo", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(duplicateCampaign(other, id, "jo", START)).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a duplicate is a new draft with all that staff wrote and chose, and nothing of what came of it", async () => {
  await importLines(shopId, firms(2));
  const draft = await makeDraft(shopId, { audienceCriteria: { minimumOrders: 2 } });
  await savePlan(shopId, draft, { ...ANY_TIME, perHour: 50 }, "jo", START);
  await startCampaign(shopId, draft, "jo", START);
  await buildAudience(shopId, draft, START);
  const copy = await campaign(await duplicateCampaign(shopId, draft, "sam", after(9)));
  expect(copy).toMatchObject({
    state: "draft",
    name: "Spring offer (copy)",
    subject: "Pumps at a tenth off",
    perHour: 50,
    createdBy: "sam",
    startedAt: null,
    content: null,
    eligibleCount: 0,
    nextSeq: 1,
    batchSize: 1000,
  });
  expect(copy.audienceCriteria).toMatchObject({ minimumOrders: 2 });
});

describe("a scheduled campaign", () => {
  test("starts when its time has come, on the shop's clock, and not before; its audience is who is there by then", async () => {
    await importLines(shopId, firms(2));
    const id = await makeDraft(shopId);
    await prisma().shop.update({ where: { id: shopId }, data: { timezone: "America/New_York" } });
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    const due = new Date("2026-03-03T14:00:00Z");
    expect((await campaign(id)).scheduledFor).toEqual(due);
    const { rows } = await pool().query<{ at: Date }>(
      "SELECT start_after AS at FROM pgboss.job WHERE name = 'campaign-start' AND data = $1",
      [JSON.stringify({ shopId, campaignId: id })],
    );
    expect(rows).toEqual([{ at: due }]);
    await importLines(shopId, firms(3), after(60));
    await startScheduled(shopId, id, new Date(due.getTime() - 1));
    expect(await stateOf(shopId, id)).toBe("scheduled");
    await startScheduled(shopId, id, due);
    expect(await campaign(id)).toMatchObject({ state: "sending", startedBy: "Twostage", scheduledFor: null });
    // The queue may give the same work twice.
    await startScheduled(shopId, id, due);
    await buildAudience(shopId, id, due);
    expect((await campaign(id)).eligibleCount).toBe(3);
  });

  test("taken off the schedule, or put to a later time, does not start at the first one", async () => {
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    await unscheduleCampaign(shopId, id, "jo", after(1));
    await startScheduled(shopId, id, NINE_AT);
    expect(await stateOf(shopId, id)).toBe("draft");
    await scheduleCampaign(shopId, id, { ...NINE, time: "10:00" }, "jo", after(2));
    await startScheduled(shopId, id, NINE_AT);
    expect(await stateOf(shopId, id)).toBe("scheduled");
  });

  test.each([
    ["a time that has passed", { date: "2026-03-02", time: "09:59" }],
    ["a day that there is not", { date: "2026-02-30", time: "09:00" }],
    ["an hour that there is not", { date: "2026-03-03", time: "25:00" }],
    ["no time", { date: "", time: "" }],
  ])("cannot be put to %s", async (_what, time) => {
    const id = await makeDraft(shopId);
    await expect(scheduleCampaign(shopId, id, time, "jo", START)).rejects.toMatchObject({ code: "input_invalid" });
    expect(await stateOf(shopId, id)).toBe("draft");
  });

  test("cannot be scheduled while something is missing, and becomes a draft again with the reason where it is missing by then", async () => {
    const incomplete = await makeDraft(shopId, { purpose: "" });
    await expect(scheduleCampaign(shopId, incomplete, NINE, "jo", START)).rejects.toMatchObject({
      code: "campaign_incomplete",
    });
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    await prisma().shopSettings.update({ where: { shopId }, data: { companyNumber: "" } });
    await startScheduled(shopId, id, NINE_AT);
    expect(await campaign(id)).toMatchObject({ state: "draft", scheduleFailure: "set_up_incomplete", content: null });
    expect(await jobs("campaign-build")).not.toContainEqual({ shopId, campaignId: id });
  });

  test("becomes a draft again where something in the mail keeps it from going out by then", async () => {
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    await pool().query("UPDATE campaign SET body = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      id,
      JSON.stringify([textBlock("[Offers](http://plain.example)")]),
    ]);
    await startScheduled(shopId, id, NINE_AT);
    expect(await campaign(id)).toMatchObject({ state: "draft", scheduleFailure: "preflight_failed" });
  });

  test("is tried again for an hour while only a server elsewhere does not answer", async () => {
    const body = [textBlock("[Offers](https://slow.example)")];
    const [soon, never] = [await makeDraft(shopId, { body }), await makeDraft(shopId, { body })];
    for (const id of [soon, never]) await scheduleCampaign(shopId, id, NINE, "jo", START);
    const minutesLate = (minutes: number) => new Date(NINE_AT.getTime() + minutes * 60_000);
    for (const id of [soon, never]) {
      vi.mocked(reach).mockResolvedValueOnce("unreachable");
      await expect(startScheduled(shopId, id, NINE_AT)).rejects.toMatchObject({ code: "preflight_failed" });
      expect(await stateOf(shopId, id)).toBe("scheduled");
    }
    await startScheduled(shopId, soon, minutesLate(5));
    expect(await stateOf(shopId, soon)).toBe("sending");
    vi.mocked(reach).mockResolvedValueOnce("unreachable");
    await startScheduled(shopId, never, minutesLate(61));
    expect(await campaign(never)).toMatchObject({ state: "draft", scheduleFailure: "preflight_failed" });
  });

  test("is not started or scheduled as another than the version that was seen", async () => {
    const id = await makeDraft(shopId);
    await expect(startCampaign(shopId, id, "owner", START, { seen: 2 })).rejects.toMatchObject({
      code: "draft_changed",
    });
    await expect(scheduleCampaign(shopId, id, { ...NINE, seen: 2 }, "owner", START)).rejects.toMatchObject({
      code: "draft_changed",
    });
    expect(await stateOf(shopId, id)).toBe("draft");
    await startCampaign(shopId, id, "owner", START, { seen: 1 });
  });

  test.each(["audience", "plan"])("is not started or scheduled with another %s than was seen", async (what) => {
    const id = await makeDraft(shopId);
    const read = await campaign(id);
    const seen = { seen: 1, seenSending: sendingMark(read) };
    if (what === "plan") await savePlan(shopId, id, { ...ANY_TIME, perHour: 500 }, "jo", after(1));
    else {
      const other = { name: "Others", rationale: "They asked.", criteria: { tags: ["valves"] } };
      await saveAudience(shopId, read.audienceId ?? 0, other, "jo", after(1));
    }
    for (const act of [
      startCampaign(shopId, id, "owner", after(2), seen),
      scheduleCampaign(shopId, id, { ...NINE, ...seen }, "owner", after(2)),
    ])
      await expect(act).rejects.toMatchObject({ code: "draft_changed" });
    expect(await stateOf(shopId, id)).toBe("draft");
    await startCampaign(shopId, id, "owner", after(3), { seen: 1, seenSending: sendingMark(await campaign(id)) });
  });

  test.each<[string, (id: number) => Promise<void>]>([
    ["started", (id) => startCampaign(shopId, id, "owner", after(6))],
    ["scheduled", (id) => scheduleCampaign(shopId, id, NINE, "owner", after(6))],
  ])("is not %s with a plan that was changed while it was looked at", async (_what, act) => {
    const id = await makeDraft(shopId, { body: [textBlock("[Offers](https://slow.example)")] });
    vi.mocked(reach).mockImplementationOnce(async () => {
      await savePlan(shopId, id, { ...ANY_TIME, perHour: 500 }, "jo", after(5));
      return "reached";
    });
    await expect(act(id)).rejects.toMatchObject({ code: "draft_changed" });
    expect(await stateOf(shopId, id)).toBe("draft");
  });

  test("is not started to an audience that was changed while it was looked at", async () => {
    const id = await makeDraft(shopId, { body: [textBlock("[Offers](https://slow.example)")] });
    const { audienceId } = await prisma().campaign.findFirstOrThrow({ where: { shopId, id } });
    vi.mocked(reach).mockImplementationOnce(async () => {
      const other = { name: "Others", rationale: "They asked.", criteria: { tags: ["valves"] } };
      await saveAudience(shopId, audienceId ?? 0, other, "jo", after(5));
      return "reached";
    });
    await expect(startCampaign(shopId, id, "owner", after(6))).rejects.toMatchObject({ code: "draft_changed" });
    expect(await stateOf(shopId, id)).toBe("draft");
    await startCampaign(shopId, id, "owner", after(7));
  });

  test("is taken off the schedule when the app is removed", async () => {
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "jo", START);
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
    await noteUninstallation(domain, after(1));
    expect(await campaign(id)).toMatchObject({ state: "draft", scheduleFailure: "app_removed" });
  });
});

describe("when and how fast", () => {
  test.each<[what: string, plan: Partial<PlanInput>, fields: string[]]>([
    ["a window without days", { windowFrom: 540, windowUntil: 1020 }, ["windowDays"]],
    [
      "a window that ends before it begins",
      { windowDays: [1], windowFrom: 1020, windowUntil: 540 },
      ["windowFrom", "windowUntil"],
    ],
    ["a window without an end", { windowDays: [1], windowFrom: 540 }, ["windowFrom", "windowUntil"]],
    ["a day that there is not", { windowDays: [8], windowFrom: 540, windowUntil: 1020 }, ["windowDays"]],
    ["a limit of nothing", { perHour: 0 }, ["perHour"]],
    ["half a mail a day", { perDay: 0.5 }, ["perDay"]],
    ["a time that is none", { windowDays: [1], windowFrom: Number.NaN, windowUntil: 1020 }, ["windowFrom"]],
  ])("%s is refused by name", async (_what, plan, fields) => {
    const id = await makeDraft(shopId);
    await expect(savePlan(shopId, id, { ...ANY_TIME, ...plan }, "jo", START)).rejects.toMatchObject({
      code: "input_invalid",
      fields,
    });
  });

  test("a started campaign is not planned anew", async () => {
    await importLines(shopId, firms(1));
    const id = await makeSendingCampaign(shopId);
    await expect(savePlan(shopId, id, ANY_TIME, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
  });

  test("outside its window a campaign waits, is looked at again when it opens, and goes on by itself", async () => {
    await importLines(shopId, firms(3));
    const id = await makeDraft(shopId);
    await savePlan(shopId, id, { ...ANY_TIME, windowDays: [2], windowFrom: 540, windowUntil: 600 }, "jo", START);
    await startCampaign(shopId, id, "jo", START);
    await buildAudience(shopId, id, START);
    const sendGrid = scriptedSendGrid(after(1));
    await handOverCampaign(shopId, id, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    expect((await balanced(shopId, id, after(1))).waitsUntil).toEqual(NINE_AT);
    // Before the first batch its pace is not known.
    expect((await balanced(shopId, id, after(1))).secondsLeft).toBeNull();
    const { rows } = await pool().query<{ at: Date }>(
      "SELECT start_after AS at FROM pgboss.job WHERE name = 'campaign-hand-over' AND data = $1 ORDER BY created_on DESC LIMIT 1",
      [JSON.stringify({ shopId, campaignId: id })],
    );
    expect(rows[0]?.at).toEqual(NINE_AT);
    sendGrid.clock = NINE_AT;
    await handOverCampaign(shopId, id, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([1, 2, 3].map(emailOf));
    expect(await stateOf(shopId, id)).toBe("finished");
  });

  test("a limit holds for several workers together, hour by hour, and nobody is skipped", async () => {
    await importLines(shopId, firms(60));
    const id = await makeDraft(shopId);
    await savePlan(shopId, id, { ...ANY_TIME, perHour: 48 }, "jo", START);
    await startCampaign(shopId, id, "jo", START);
    await buildAudience(shopId, id, START);
    const sendGrid = scriptedSendGrid(START);
    // Fifteen batches of four, twelve an hour: the last goes after fourteen steps of five minutes.
    expect((await balanced(shopId, id, START)).secondsLeft).toBe(14 * 300);
    const sentAt: Date[] = [];
    for (let look = 0; look < 40 && (await stateOf(shopId, id)) === "sending"; look++) {
      const before = sendGrid.addressees().length;
      await Promise.all([1, 2].map(() => handOverCampaign(shopId, id, sendGrid)));
      for (let mail = before; mail < sendGrid.addressees().length; mail++) sentAt.push(sendGrid.clock);
      sendGrid.clock = (await balanced(shopId, id, sendGrid.clock)).waitsUntil ?? sendGrid.clock;
    }
    expect(sendGrid.addressees().sort()).toEqual(Array.from({ length: 60 }, (_, index) => emailOf(index + 1)).sort());
    for (const first of sentAt) {
      const hour = sentAt.filter((at) => at >= first && at.getTime() < first.getTime() + 3_600_000);
      expect(hour.length).toBeLessThanOrEqual(48);
    }
    expect((await batchesOf(shopId, id)).map(({ handedOver }) => handedOver)).toEqual(
      Array.from({ length: 15 }, () => 4),
    );
    expect(await balanced(shopId, id, sendGrid.clock)).toMatchObject({ accepted: 60, remaining: 0 });
  });

  test("a warm-up is of the sender: its campaigns share each day's limit, those without one count too, and another domain begins anew", async () => {
    await importLines(shopId, firms(300));
    const start = async (warmUp: boolean) => {
      const id = await makeDraft(shopId);
      await savePlan(shopId, id, { ...ANY_TIME, warmUp }, "jo", START);
      await startCampaign(shopId, id, "jo", START);
      await buildAudience(shopId, id, START);
      return id;
    };
    const sendGrid = scriptedSendGrid(START);
    const sentBy = async (...ids: number[]) => {
      const before = sendGrid.addressees().length;
      await Promise.all(ids.map((id) => handOverCampaign(shopId, id, sendGrid)));
      return sendGrid.addressees().length - before;
    };
    const nextDay = () => (sendGrid.clock = new Date(sendGrid.clock.getTime() + 86_400_000));
    const [one, two] = [await start(true), await start(true)];
    expect(await sentBy(one, two)).toBe(50);
    expect(await sentBy(one, two)).toBe(0);
    nextDay();
    expect(await sentBy(one, two)).toBe(100);
    // A day without mails in between does not count: the old domain's third has room for 500.
    nextDay();
    nextDay();
    const three = await start(false);
    await prisma().shopSettings.update({ where: { shopId }, data: { fromEmail: "news@other-domain.example" } });
    expect(await sentBy(one)).toBe(50);
    expect(await sentBy(three)).toBe(300);
    expect(await sentBy(two)).toBe(0);
    await prisma().shopSettings.update({ where: { shopId }, data: { fromEmail: "news@beacon-spares.example" } });
    expect(await sentBy(one, two)).toBe(400);
  });
});

describe("a second person's approval", () => {
  const edit = async (id: number, actor: string) =>
    saveDraft(
      shopId,
      id,
      {
        name: "Spring offer",
        subject: "Another subject",
        preheader: "",
        body: [textBlock("Text")],
        purpose: "Offers",
        audienceId: (await prisma().campaign.findFirstOrThrow({ where: { shopId, id } })).audienceId,
      },
      1,
      actor,
      after(5),
    );

  test("is not needed unless the shop asks for it", async () => {
    const id = await makeDraft(shopId);
    await startCampaign(shopId, id, "owner", START);
    expect(await stateOf(shopId, id)).toBe("sending");
  });

  test("must be there before a start or a schedule, and must be another's", async () => {
    await setSecondApproval(shopId, true, "owner", START);
    const id = await makeDraft(shopId);
    await expect(startCampaign(shopId, id, "jo", START)).rejects.toMatchObject({ code: "approval_missing" });
    await expect(scheduleCampaign(shopId, id, NINE, "jo", START)).rejects.toMatchObject({ code: "approval_missing" });
    await expect(approve(shopId, id, "owner", START)).rejects.toMatchObject({ code: "own_approval" });
    await approve(shopId, id, "jo", START);
    await scheduleCampaign(shopId, id, NINE, "owner", START);
    await startScheduled(shopId, id, NINE_AT);
    expect(await stateOf(shopId, id)).toBe("sending");
  });

  test.each<[what: string, change: (id: number) => Promise<unknown>]>([
    ["its text is", (id) => edit(id, "owner")],
    ["its times are", (id) => savePlan(shopId, id, { ...ANY_TIME, perDay: 5 }, "owner", after(5))],
    [
      "anything of it is that is added one day",
      (id) => pool().query("UPDATE campaign SET preheader = 'x' WHERE shop_id = $1 AND id = $2", [shopId, id]),
    ],
  ])("is taken back when %s changed", async (_what, change) => {
    await setSecondApproval(shopId, true, "owner", START);
    const id = await makeDraft(shopId);
    await approve(shopId, id, "jo", START);
    expect((await readApproval(shopId, id)).given).toBe(true);
    await change(id);
    expect((await readApproval(shopId, id)).given).toBe(false);
    await expect(startCampaign(shopId, id, "jo", after(6))).rejects.toMatchObject({ code: "approval_missing" });
  });

  test("cannot be given by whoever changed it last, who may be another than its author", async () => {
    await setSecondApproval(shopId, true, "owner", START);
    const id = await makeDraft(shopId);
    await edit(id, "jo");
    await expect(approve(shopId, id, "jo", START)).rejects.toMatchObject({ code: "own_approval" });
    await approve(shopId, id, "owner", START);
    expect(await readApproval(shopId, id)).toMatchObject({ given: true, approvedBy: "owner", writtenBy: "jo" });
  });

  test("is of what was seen: a change that came in between is looked at first", async () => {
    await setSecondApproval(shopId, true, "owner", START);
    const id = await makeDraft(shopId);
    const { content } = await readApproval(shopId, id);
    await edit(id, "owner");
    await expect(approveCampaign(shopId, id, content, "jo", after(6))).rejects.toMatchObject({ code: "draft_changed" });
    expect((await readApproval(shopId, id)).given).toBe(false);
    await approve(shopId, id, "jo", after(7));
  });

  test("is taken back when its audience is changed, and cannot be given by whoever changed it", async () => {
    await setSecondApproval(shopId, true, "owner", START);
    const id = await makeDraft(shopId);
    await approve(shopId, id, "jo", START);
    const { audienceId } = await prisma().campaign.findFirstOrThrow({ where: { shopId, id } });
    const other = { name: "Others", rationale: "They asked.", criteria: { tags: ["valves"] } };
    await saveAudience(shopId, audienceId ?? 0, other, "jo", after(5));
    expect((await readApproval(shopId, id)).given).toBe(false);
    await expect(approve(shopId, id, "jo", after(6))).rejects.toMatchObject({ code: "own_approval" });
    await approve(shopId, id, "owner", after(7));
  });

  test("asked for after the schedule is missing when the time comes", async () => {
    const id = await makeDraft(shopId);
    await scheduleCampaign(shopId, id, NINE, "owner", START);
    await setSecondApproval(shopId, true, "owner", after(1));
    await startScheduled(shopId, id, NINE_AT);
    expect(await campaign(id)).toMatchObject({ state: "draft", scheduleFailure: "approval_missing" });
  });
});
