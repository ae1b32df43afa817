import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { pool } from "~/db/client";
import { env } from "~/lib/env";
import { makeLinkToken } from "~/lib/linkToken";
import { readProgress } from "~/services/campaigns/readProgress";
import { optOutByLink } from "~/services/exclusions/optOut";
import { currentLinkKey } from "~/services/shops/keys";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import { startSendGrid } from "../simulators/sendgrid/sendgrid";
import { simulateWeb } from "../simulators/web.mjs";
import { customer, importBytes, makeRun, makeSendingCampaign, makeShop, START } from "../support/factories";
import type { Bench } from "./bench";
import { bundleForBench } from "./bundle";
import { compare, type Result, type Turn } from "./measure";

const TURNS = 3;
/** For what turns differ by more than there is to spare. */
const MANY_TURNS = 7;
/** Of a million contacts so many are in the audience. */
const SHARE = 0.4;
/** One call a recipient is too slow to be given as many. */
const ONE_BY_ONE = 4000;
const OPT_OUTS_A_SECOND = 200;
/** Fewer than these hundredths of them answered, and what was wanted is not met, however fast the send was. */
const HELD_PERCENT = 95;
/** So many people wait at once, each on a connection: a web process takes them all, and writes together those of a shop. */
const AT_ONCE = 64;
/** What a mail may take of the processor, in microseconds, where the send has the machine for itself; and the process of memory, in MB, always. */
const FRUGAL = { cpuMicros: 12, peakMb: 200 };
/** A mail of a million may cost so much more than one of a hundred thousand. */
const DEARER_BY_SIZE = 1.2;

/**
 * A campaign handed over to a sink that answers 202, send ledger and all, in mails a second: against one call a recipient with SendGrid's own helper; against the same bodies made into text and posted, without a database; and with 200 opt-outs a
 * second meanwhile, against the same without; and a campaign ten times as large as another against that one.
 */
export async function benchHandOver(bench: Bench): Promise<Result[]> {
  const script = await bundleForBench(bench.folder, "handover-process");
  const sink = await startSink(await bundleForBench(bench.folder, "handover-sink"));
  // What a campaign is started beside: a start looks at the sender's domain and at where the mail leads, and asks SendGrid for the sender.
  await simulateWeb();
  const sendgrid = await startSendGrid({
    apiKeys: [{ key: "SG.test-key", scopes: FULL_ACCESS }],
    authenticatedDomains: ["beacon-spares.example"],
  });
  Object.assign(env(), { SENDGRID_BASE_URL: sendgrid.origin });
  const store = await fullStore(bench.items * SHARE);
  const run = async (side: string, count: number, ...more: string[]): Promise<Turn> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...NODE_FLAGS, script, side, sink.url, String(count), ...more],
      { env: process.env },
    );
    const { seconds, cpuMicros, peakMb } = JSON.parse(stdout) as { seconds: number; cpuMicros: number; peakMb: number };
    return { value: count / seconds, cpuMicros, peakMb };
  };
  const ours = async ({ shopId, mails }: Store): Promise<Turn> => {
    const campaignId = await makeSendingCampaign(shopId);
    await pool().query("VACUUM ANALYZE recipient");
    return run("ours", mails, String(shopId), String(campaignId));
  };
  const withOptOuts = async ({ shopId, mails }: Store): Promise<Turn> => {
    const campaignId = await makeSendingCampaign(shopId);
    await pool().query("VACUUM ANALYZE recipient");
    const crowd = optOuts(shopId, campaignId, mails);
    const turn = await run("ours", mails, String(shopId), String(campaignId)).finally(() => crowd.end());
    const optOutsASecond = await crowd.end();
    // Who opted out in time was decided on and got no mail.
    const { withheld } = await readProgress(shopId, campaignId, START);
    return { ...turn, value: turn.value * (1 - withheld / mails), optOutsASecond };
  };
  try {
    const wanted = (name: string, ratio: number, { mails } = store, frugal: Partial<typeof FRUGAL> = FRUGAL) =>
      ({ name, unit: "mails/s", items: mails, better: "larger", wanted: { ratio, ...frugal } }) as const;
    const whole = () => ours(store);
    const oneByOne = await compare(wanted("handover-one-by-one", 25), TURNS, whole, () => run("oneByOne", ONE_BY_ONE));
    const bare = await compare(wanted("handover-bare", 0.3), MANY_TURNS, whole, () => run("bare", store.mails));
    const beside = await compare(
      wanted("handover-opt-outs", 0.85, store, { peakMb: FRUGAL.peakMb }),
      MANY_TURNS,
      () => withOptOuts(store),
      whole,
    );
    const held = (beside.optOutsASecond ?? 0) >= (OPT_OUTS_A_SECOND * HELD_PERCENT) / 100;
    const [large, small] = [await fullStore(bench.items), await fullStore(bench.items / 10)];
    const size = await compare(
      wanted("handover-size", 1 / DEARER_BY_SIZE, large),
      TURNS,
      () => ours(large),
      () => ours(small),
    );
    return [oneByOne, bare, { ...beside, met: beside.met === true && held }, size];
  } finally {
    sink.end();
    await sendgrid.close();
  }
}

/** A shop, and how many get its campaigns. */
interface Store {
  readonly shopId: number;
  readonly mails: number;
}

async function fullStore(mails: number): Promise<Store> {
  const shopId = await makeShop();
  await importBytes(shopId, await makeRun(shopId), () => linesOf(mails));
  await pool().query("VACUUM ANALYZE contact");
  return { shopId, mails };
}

/** The store's file, piece by piece. */
async function* linesOf(count: number): AsyncGenerator<Uint8Array> {
  const PIECE = 500;
  for (let first = 1; first <= count; first += PIECE) {
    const size = Math.min(PIECE, count - first + 1);
    const lines = Array.from({ length: size }, (_, index) => `${JSON.stringify(customer(first + index))}\n`);
    yield await Promise.resolve(Buffer.from(lines.join("")));
  }
}

/** Recipients opt out by their links, so many a second, each once, from the campaign's end on, until it is ended; that gives how many were answered a second by then. */
function optOuts(shopId: number, campaignId: number, recipients: number): { end(): Promise<number> } {
  let ended: Promise<number> | undefined;
  let answered = 0;
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  const crowd = (async () => {
    const key = await currentLinkKey();
    for (let left = 0; !ended && left < recipients; left++) {
      const due = began + (left * 1000) / OPT_OUTS_A_SECOND;
      if (due > performance.now()) await pause(due - performance.now());
      const token = makeLinkToken({ shopId, campaignId, recipientSeq: recipients - left }, key);
      const asked: Promise<void> = optOutByLink(undefined, token, "one_click", START).then(() => {
        answered += 1;
        underWay.delete(asked);
      });
      underWay.add(asked);
      // A web process has so many connections: whoever comes then waits.
      if (underWay.size >= AT_ONCE) await Promise.race(underWay);
    }
  })();
  const end = async (): Promise<number> => {
    const rate = (answered * 1000) / (performance.now() - began);
    await crowd;
    await Promise.all(underWay);
    await pool().query("DELETE FROM exclusion WHERE shop_id = $1", [shopId]);
    await pool().query("UPDATE contact SET excluded = false WHERE shop_id = $1 AND excluded", [shopId]);
    return rate;
  };
  return { end: () => (ended ??= end()) };
}

async function startSink(script: string): Promise<{ url: string; end(): void }> {
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await new Promise<string[]>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the sink ended")));
    createInterface({ input: child.stdout }).once("line", (text) => resolve([text]));
  })) as [string];
  return { url: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`, end: () => void child.kill() };
}
