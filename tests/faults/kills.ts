import { setTimeout as pause } from "node:timers/promises";
import { IN_FLIGHT } from "~/services/delivery/handOver";
import type { Suffered } from "./accounts";
import { waitFor, type Send, type Stage } from "./stage";

/** Slow enough that a blow finds requests in flight. */
const SLOWLY = { kind: "slow", ms: 120 } as const;
/** Slow enough that a send of five hundred requests goes on while the web process is started again and again. */
const VERY_SLOWLY = { kind: "slow", ms: 600 } as const;

/** The worker is killed at random points of a send, and another is started at once. */
export async function killWorker(stage: Stage): Promise<Suffered> {
  stage.sendgrid.controls.fault(SLOWLY);
  let worker = await stage.startWorker();
  const send = await stage.send("large");
  const suffered = await strike(stage, send, stage.sizes.kills, async () => {
    await stage.end(worker, "kill");
    const gone = Date.now();
    worker = await stage.startWorker();
    return gone;
  });
  await stage.handedOver(send, 120_000);
  stage.sendgrid.controls.clearFaults();
  await stage.end(worker, "stop");
  return suffered;
}

/** The database is killed and started again, while workers go on. */
export async function killDatabase(stage: Stage): Promise<Suffered> {
  stage.sendgrid.controls.fault(SLOWLY);
  await stage.standingWorker();
  const send = await stage.send("large");
  const suffered = await strike(stage, send, stage.sizes.kills, () => stage.database.killAndRestart());
  await stage.handedOver(send, 120_000);
  stage.sendgrid.controls.clearFaults();
  return suffered;
}

/** The web process, which takes SendGrid's reports, is killed and started again: what it had not taken comes again. It has resumed when it takes the next. */
export async function killWeb(stage: Stage): Promise<Suffered> {
  stage.sendgrid.controls.fault(VERY_SLOWLY);
  let web = await stage.startWeb("large");
  await stage.standingWorker();
  const send = await stage.send("large");
  const resumedMs: number[] = [];
  const { blows } = await strike(stage, send, stage.sizes.kills, async () => {
    await stage.end(web, "kill");
    const gone = Date.now();
    web = await stage.startWeb("large");
    resumedMs.push((await stage.reportTakenAfter(gone)) - gone);
    return gone;
  });
  await stage.handedOver(send, 120_000);
  stage.sendgrid.controls.clearFaults();
  await allReported(stage);
  await stage.end(web, "stop");
  // No worker was hurt: nothing in flight may be lost.
  return { send, lostAnswers: 0, resumedMs, blows, reports: "delivered" };
}

/** Two workers more, all of which claim from one campaign at once. */
export async function manyWorkers(stage: Stage): Promise<Suffered> {
  const workers = await Promise.all([stage.startWorker(), stage.startWorker()]);
  const send = await stage.send("small", Math.ceil(stage.sizes.small / 120));
  await stage.handedOver(send, 60_000);
  await Promise.all(workers.map((worker) => stage.end(worker, "stop")));
  return { send, lostAnswers: 0, resumedMs: [] };
}

/** Waits until SendGrid has no report left, and has it make no more. */
export async function allReported(stage: Stage): Promise<void> {
  await waitFor(async () => Promise.resolve(stage.sendgrid.controls.pendingEvents() === 0 ? true : undefined), 120_000);
  // The last post may be on its way.
  await pause(500);
  await stage.reportNothing();
}

/** Strikes at random points of a send; throws when it was over before the last blow. What is in flight then may be lost; after each blow the next request is waited for. */
async function strike(
  stage: Stage,
  send: Send,
  times: number,
  blow: () => Promise<number>,
): Promise<Suffered & { blows: number }> {
  const resumedMs: number[] = [];
  let [blows, lostAnswers] = [0, 0];
  while (blows < times) {
    if (!(await stage.afterRequests(send, 1 + Math.floor(stage.random() * 4)))) break;
    await pause(stage.random() * 150);
    // What a worker's requests are answered between the look and the blow makes room for as many.
    lostAnswers += Math.max(await stage.inFlight(send), IN_FLIGHT);
    const gone = await blow();
    blows += 1;
    if (!(await stage.afterRequests(send, 1, 20_000))) break;
    const next = stage.requestsOf(send).find((at) => at > gone);
    if (next !== undefined) resumedMs.push(next - gone);
  }
  if (blows < times) throw new Error(`the send was over after ${blows} of ${times} blows`);
  return { send, lostAnswers, resumedMs, blows };
}
