import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { changeState } from "~/services/campaigns/drafts";
import { resumeCampaign } from "~/services/campaigns/startCampaign";
import { claimBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { handOverCampaign, IN_FLIGHT } from "~/services/delivery/handOver";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { optOutByLink } from "~/services/exclusions/optOut";
import { addressKeys } from "~/services/shops/keys";
import { noteUninstallation } from "~/services/shops/install";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import {
  balanced,
  batchesOf,
  campaignTo,
  duplicates,
  handOverToTheEnd,
  optOutTokens,
  stateOf,
} from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import { ACCEPTED, bodyOf, scriptedSendGrid, type Request } from "../support/scripted-sendgrid";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

/** Five batches and a bit: more than one worker has in flight at once. */
const MANY = 5300;
let big: number;
beforeAll(async () => {
  big = await makeShop();
  await importLines(big, firms(MANY));
});

describe("an opt-out", () => {
  test("answered before a batch is decided is never in its request, however many come while it is handed over", async () => {
    const campaignId = await makeSendingCampaign(big, { name: "Opt-outs" });
    const { rows } = await pool().query<{ seq: number; email: string }>(
      "SELECT seq, email FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND basis IS NOT NULL",
      [big, campaignId],
    );
    const random = seededRandom(1012);
    const answered: string[] = [];
    const optOut = async (): Promise<void> => {
      const row = rows[Math.floor(random() * rows.length)];
      if (!row) return;
      await excludeByStaff(big, { email: row.email, note: "asked", actor: "owner", at: START });
      answered.push(row.email);
    };
    for (let count = 0; count < 10; count++) await optOut();

    // Each look at the clock gives a moment of its own, and notes what had been answered by then: a batch keeps the moment that its decision began.
    const answeredBy = new Map<number, number>();
    const sendGrid = scriptedSendGrid(START, async (_request, number) => {
      await optOut();
      return number % 3 === 0 ? { kind: "retry_later", code: "429", afterSeconds: 0 } : ACCEPTED;
    });
    let moment = START.getTime();
    sendGrid.now = () => {
      moment += 1;
      answeredBy.set(moment, answered.length);
      return new Date(moment);
    };
    const decidedAt = new Map<Request, number>();
    const send = sendGrid.send.bind(sendGrid);
    sendGrid.send = async (shopId, body) => {
      const { personalizations } = bodyOf(body);
      const to = personalizations[0]?.to[0].email ?? "";
      const { rows: batches } = await pool().query<{ at: Date }>(
        `SELECT b.attempted_at AS at FROM batch b JOIN recipient r ON r.shop_id = b.shop_id AND r.campaign_id = b.campaign_id AND r.seq BETWEEN b.first_seq AND b.last_seq
         WHERE b.shop_id = $1 AND b.campaign_id = $2 AND r.email = $3`,
        [big, campaignId, to],
      );
      const outcome = send(shopId, body);
      const request = sendGrid.requests.at(-1);
      if (request) decidedAt.set(request, batches[0]?.at.getTime() ?? 0);
      return outcome;
    };
    let done = false;
    const crowd = Array.from({ length: 3 }, async () => {
      while (!done) await optOut();
    });
    for (let round = 0; round < 20 && (await stateOf(big, campaignId)) === "sending"; round++) {
      await handOverCampaign(big, campaignId, sendGrid);
      moment += 60_000;
    }
    done = true;
    await Promise.all(crowd);

    expect(await stateOf(big, campaignId)).toBe("finished");
    expect(sendGrid.requests.length).toBeGreaterThan(4);
    const mailedInSpite = sendGrid.requests.flatMap((request) => {
      const before = answeredBy.get(decidedAt.get(request) ?? 0);
      if (before === undefined) throw new Error("the moment of a decision is not known");
      const out = new Set(answered.slice(0, before));
      return request.to.filter((email) => out.has(email));
    });
    expect(mailedInSpite).toEqual([]);
    const progress = await balanced(big, campaignId, new Date(moment));
    expect(progress.withheld).toBeGreaterThanOrEqual(10 - duplicates(answered.slice(0, 10)).length);
    expect(answered.length).toBeGreaterThan(10);
  });

  test("under way when a batch is to be decided is waited for, and left out", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const batch = await claimBatch(shopId, campaignId, START);
    if (!batch) throw new Error("the batch was not claimed");
    const { exclusionKey } = await addressKeys(shopId);
    let deciding: ReturnType<typeof decideBatch> | undefined;
    await transaction(async (tx) => {
      await exclude(tx, shopId, [{ key: exclusionKey(emailOf(2)), source: "body_link", at: START }]);
      deciding = decideBatch(batch, after(1));
      await until(() => waitingForLock());
    });
    expect((await deciding)?.map(({ email }) => email)).toEqual([emailOf(1), emailOf(3)]);
  });

  test("that comes while a batch is being decided is not answered before the attempt is committed", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const optOut = (id: number) =>
      excludeByStaff(shopId, { email: emailOf(id), note: "asked", actor: "owner", at: after(1) });
    await optOut(1);
    const batch = await claimBatch(shopId, campaignId, START);
    if (!batch) throw new Error("the batch was not claimed");
    let deciding: ReturnType<typeof decideBatch> | undefined;
    let answered: Promise<string | undefined> | undefined;
    // Holds the row of the one who is out, so that the decision has read everybody and cannot end.
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM recipient WHERE shop_id = $1 AND email = $2 FOR UPDATE", [shopId, emailOf(1)]);
      deciding = decideBatch(batch, after(1));
      await until(() => waitingForLock(1));
      answered = optOut(2).then(async () => (await batchesOf(shopId, campaignId))[0]?.state);
      await until(() => waitingForLock(2));
    });
    expect((await deciding)?.map(({ email }) => email)).toEqual([emailOf(2), emailOf(3)]);
    expect(await answered).toBe("sending");
  });

  test("stops the second attempt of a batch that SendGrid has put off", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const sendGrid = scriptedSendGrid(START, (_request, number) =>
      number === 0 ? { kind: "retry_later", code: "503", afterSeconds: 20 } : ACCEPTED,
    );
    await handOverCampaign(shopId, campaignId, sendGrid);
    const [first] = sendGrid.requests as [Request];
    await optOutByLink(undefined, optOutTokens(first).get(emailOf(2)) ?? "", "one_click", after(1));
    sendGrid.clock = after(20);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests[1]?.to).toEqual([emailOf(1), emailOf(3)]);
    expect(await balanced(shopId, campaignId, after(30))).toMatchObject({ accepted: 2, withheld: 1, remaining: 0 });
  });
});

describe("workers", () => {
  test("several at once never put one recipient in two requests", async () => {
    const campaignId = await makeSendingCampaign(big, { name: "Workers" });
    const sendGrid = scriptedSendGrid(START);
    await Promise.all(Array.from({ length: 4 }, () => handOverCampaign(big, campaignId, sendGrid)));
    await handOverToTheEnd(big, campaignId, sendGrid);
    expect(duplicates(sendGrid.addressees())).toEqual([]);
    const progress = await balanced(big, campaignId, START);
    expect(progress).toMatchObject({ accepted: sendGrid.addressees().length, remaining: 0 });
  });

  test("a batch whose worker was lost after the attempt is unknown once its lease is over, and never sent again", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const killed = scriptedSendGrid(START, () => Promise.reject(new Error("the process was killed")));
    await expect(handOverCampaign(shopId, campaignId, killed)).rejects.toThrow("killed");
    const sendGrid = scriptedSendGrid(after(45));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "sending" }]);
    expect(await stateOf(shopId, campaignId)).toBe("sending");
    sendGrid.clock = after(46);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "unknown", outcome: "worker_lost" }]);
    expect(sendGrid.requests).toEqual([]);
    expect(await balanced(shopId, campaignId, after(46))).toMatchObject({ unknown: 4, remaining: 0 });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("a batch whose worker was lost before the attempt is sent by another, once its lease is over", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    await claimBatch(shopId, campaignId, START);
    const sendGrid = scriptedSendGrid(after(7));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    sendGrid.clock = after(8);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toHaveLength(4);
  });

  test("a worker that slept past its lease does not send what another has taken over", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const sleeper = await claimBatch(shopId, campaignId, START);
    const successor = await claimBatch(shopId, campaignId, after(45));
    if (!sleeper || !successor) throw new Error("the batch was not claimed");
    expect(successor.number).toBe(sleeper.number);
    expect(await decideBatch(successor, after(46))).toHaveLength(4);
    expect(await decideBatch(sleeper, after(47))).toBeUndefined();
    expect(await batchesOf(shopId, campaignId)).toMatchObject([
      { state: "sending", attempts: 1, attemptedAt: after(46) },
    ]);
  });

  test("a worker that slept past its lease does not send a batch that another has tried and put back", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const sleeper = await claimBatch(shopId, campaignId, START);
    if (!sleeper) throw new Error("the batch was not claimed");
    const sendGrid = scriptedSendGrid(after(45), () => ({ kind: "retry_later", code: "429", afterSeconds: 600 }));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    expect(await decideBatch(sleeper, after(47))).toBeUndefined();
  });

  test("an answer that comes after the batch was given up changes no account", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const other = scriptedSendGrid(after(200));
    const sendGrid = scriptedSendGrid(START, async () => {
      await handOverCampaign(shopId, campaignId, other);
      return { kind: "refused", code: "400", account: false, refusedPositions: [1] };
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(other.requests).toEqual([]);
    expect(await balanced(shopId, campaignId, after(201))).toMatchObject({ unknown: 4, refused: 0, remaining: 0 });
  });
});

describe("staff", () => {
  const attempted = async (campaignId: number) =>
    (await batchesOf(big, campaignId)).filter(({ attempts }) => attempts > 0).map(({ number }) => number);

  test.each(["pause", "cancel"] as const)("%s: once it has returned, no further batch leaves", async (act) => {
    const campaignId = await makeSendingCampaign(big, { name: act });
    let left: number[] = [];
    let acted: Promise<void> | undefined;
    const sendGrid = scriptedSendGrid(START, async () => {
      // Whatever else is in flight is answered afterwards: an answer before would let its worker take the next batch.
      acted ??= (async () => {
        await changeState(big, campaignId, act, "jo", after(1));
        left = await attempted(campaignId);
      })();
      await acted;
      return ACCEPTED;
    });
    await handOverCampaign(big, campaignId, sendGrid);
    expect(await attempted(campaignId)).toEqual(left);
    expect(left.length).toBeLessThanOrEqual(IN_FLIGHT);
    const halted = await balanced(big, campaignId, after(2));
    expect(act === "cancel" ? halted.cancelled : halted.remaining).toBeGreaterThan(0);
    if (act === "cancel") expect(halted.remaining).toBe(0);
    await handOverCampaign(big, campaignId, sendGrid);
    expect(await attempted(campaignId)).toEqual(left);
    if (act === "cancel") {
      await expect(resumeCampaign(big, campaignId, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
      await expect(changeState(big, campaignId, "pause", "jo", after(3))).rejects.toMatchObject({
        code: "wrong_state",
      });
      expect(await stateOf(big, campaignId)).toBe("cancelled");
      return;
    }
    await resumeCampaign(big, campaignId, "jo", START);
    expect(await jobs("campaign-hand-over")).toContainEqual({ shopId: big, campaignId });
    await handOverToTheEnd(big, campaignId, sendGrid);
    expect(duplicates(sendGrid.addressees())).toEqual([]);
    const { accepted, withheld, remaining } = await balanced(big, campaignId, after(4));
    expect({ accepted, remaining, all: accepted + withheld }).toEqual({
      accepted: sendGrid.addressees().length,
      remaining: 0,
      all: (await balanced(big, campaignId, after(4))).eligible,
    });
  });

  test("a process that is to end finishes what is in flight, and another goes on with the rest", async () => {
    const campaignId = await makeSendingCampaign(big, { name: "Deploy" });
    const sendGrid = scriptedSendGrid(START, () => {
      sendGrid.stopping = true;
      return ACCEPTED;
    });
    await handOverCampaign(big, campaignId, sendGrid);
    const inFlight = sendGrid.requests.length;
    expect(inFlight).toBeLessThanOrEqual(IN_FLIGHT);
    expect((await batchesOf(big, campaignId)).map(({ state }) => state)).toEqual(
      Array.from({ length: inFlight }, () => "accepted"),
    );
    expect(await jobs("campaign-hand-over")).toContainEqual({ shopId: big, campaignId });
    const next = scriptedSendGrid(after(1));
    await handOverCampaign(big, campaignId, next);
    expect(duplicates([...sendGrid.addressees(), ...next.addressees()])).toEqual([]);
    expect(await balanced(big, campaignId, after(2))).toMatchObject({ remaining: 0 });
    expect(await stateOf(big, campaignId)).toBe("finished");
  });

  test("who have removed the app send nothing more, and nothing busies itself with it", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
    await noteUninstallation(domain, after(1));
    const queued = (await jobs("campaign-hand-over")).length;
    const sendGrid = scriptedSendGrid(after(2));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    expect((await jobs("campaign-hand-over")).length).toBe(queued);
    expect(await stateOf(shopId, campaignId)).toBe("paused");
  });

  test("who remove the app while a batch is claimed stop it too", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const batch = await claimBatch(shopId, campaignId, START);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    expect(batch && (await decideBatch(batch, START))).toBeUndefined();
    expect(await batchesOf(shopId, campaignId)).toMatchObject([
      { state: "claimed", attempts: 0, outcome: "not_sending" },
    ]);
  });
});
