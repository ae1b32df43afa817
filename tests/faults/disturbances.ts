import { setTimeout as pause } from "node:timers/promises";
import { fillDisk } from "../support/full-disk";
import type { Suffered } from "./accounts";
import { allReported } from "./kills";
import type { Stage } from "./stage";

/** Does something to a send of one worker, once it has begun, and waits until it is through. */
async function during(
  stage: Stage,
  disturb: () => Promise<void> | void,
  lostAnswers: number,
  resumed: () => number | undefined = () => undefined,
): Promise<Suffered> {
  await stage.standingWorker();
  const send = await stage.send("small");
  await stage.afterRequests(send, 2);
  await disturb();
  await stage.handedOver(send, 90_000);
  if (stage.sendgrid.controls.faultsLeft() > 0) throw new Error("the send was over before the fault had struck");
  const back = resumed();
  const next = back === undefined ? undefined : stage.requestsOf(send).find((at) => at > back);
  return { send, lostAnswers, resumedMs: back !== undefined && next !== undefined ? [next - back] : [] };
}

/** SendGrid refuses connections for a while: what was in flight then is cut, and the rest waits. */
export function sendGridDown(stage: Stage): Promise<Suffered> {
  let back: number | undefined;
  const down = async () => {
    await stage.sendgrid.controls.refuseConnections();
    await pause(3000);
    await stage.sendgrid.controls.acceptConnections();
    back = Date.now();
  };
  return during(stage, down, 3, () => back);
}

/** SendGrid takes seconds for each of many requests. */
export function sendGridSlow(stage: Stage): Promise<Suffered> {
  return during(stage, () => stage.sendgrid.controls.fault({ kind: "slow", ms: 2000 }, { times: 6 }), 0);
}

/** SendGrid says again and again that it is too much. */
export function tooMany(stage: Stage): Promise<Suffered> {
  const storm = () => stage.sendgrid.controls.fault({ kind: "rate-limited", retryAfterSeconds: 1 }, { times: 8 });
  return during(stage, storm, 0);
}

/** Connections are cut before and after SendGrid has taken the request, and one is left open without an answer. */
export function halfClosed(stage: Stage): Promise<Suffered> {
  const { fault } = stage.sendgrid.controls;
  const cut = () => {
    fault({ kind: "cut", accept: true }, { times: 1 });
    fault({ kind: "cut", accept: false }, { times: 1 });
    fault({ kind: "unanswered", accept: true }, { times: 1 });
  };
  return during(stage, cut, 3);
}

/** Answers that SendGrid never gives, and errors of its own. */
export function wrongAnswers(stage: Stage): Promise<Suffered> {
  const { fault } = stage.sendgrid.controls;
  const nonsense = () => {
    fault({ kind: "html" }, { times: 1 });
    fault({ kind: "html", status: 400 }, { times: 1 });
    fault({ kind: "status", status: 502 }, { times: 1 });
    fault({ kind: "status", status: 503 }, { times: 2 });
  };
  return during(stage, nonsense, 3);
}

/**
 * The disk of the database is full for a while, as the statements see it: each write of the send ledger fails with the error of a full disk (53100), before and after requests. A file system of its own that is really full needs a mount, which not
 * everybody may make; what the app meets is the same.
 */
export function diskFull(stage: Stage): Promise<Suffered> {
  const full = async () => {
    const makeRoom = await fillDisk();
    await pause(1500);
    await makeRoom();
    back = Date.now();
  };
  let back: number | undefined;
  // What was in flight could not be settled.
  return during(stage, full, 3, () => back);
}

/** A worker's clock jumps an hour ahead, beside one whose clock is right: it takes the other's leases for over. */
export async function clockJump(stage: Stage): Promise<Suffered> {
  stage.sendgrid.controls.fault({ kind: "slow", ms: 120 });
  await stage.standingWorker();
  const wrong = await stage.startWorker({
    NODE_OPTIONS: "--import ./tests/faults/clock.mjs",
    CLOCK_JUMPS_AFTER_MS: "3000",
    CLOCK_JUMPS_BY_MS: String(3_600_000),
  });
  const send = await stage.send("small");
  await stage.handedOver(send, 60_000);
  stage.sendgrid.controls.clearFaults();
  await stage.end(wrong, "stop");
  // Whatever the right one had in flight may be given up, again and again.
  return { send, lostAnswers: Number.MAX_SAFE_INTEGER, resumedMs: [] };
}

/** SendGrid's reports come twice, out of order and under new ids. */
export async function shuffledReports(stage: Stage): Promise<Suffered> {
  const web = await stage.startWeb("small");
  await stage.standingWorker();
  stage.sendgrid.controls.disturbEvents({ duplicate: true, shuffleSeed: 11, freshIdsOnRetry: true });
  const send = await stage.send("small");
  await stage.handedOver(send, 60_000);
  await allReported(stage);
  stage.sendgrid.controls.disturbEvents({});
  await stage.end(web, "stop");
  return { send, lostAnswers: 0, resumedMs: [], reports: "delivered" };
}
