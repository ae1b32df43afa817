import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { currentLinkKey } from "~/services/shops/keys";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { signProxy } from "../simulators/shopify/sign";
import { makeDraft, makeShop } from "../support/factories";
import type { Bench } from "./bench";
import { bundleForBench } from "./bundle";
import { compare, percentile, usageOf, type Result, type Turn } from "./measure";

const TURNS = 3;
const CONNECTIONS = 32;
/** Opt-outs of one turn of one side. */
const OPT_OUTS = 4_000;
/** A store's exclusion list after many years. */
const EXCLUSIONS_AN_ITEM = 5;

/**
 * The header's link and the link in the mail's body, through the app's web process as it is built, against a bare handler that runs the same statements: how many a second over 32 connections, and how long the slowest
 * hundredth takes. Beside them are five million exclusions.
 */
export async function benchOptOut(bench: Bench): Promise<Result[]> {
  if (!existsSync("build/server.js")) spawnSync("npm", ["run", "build"], { stdio: "ignore" });
  const links = await fill(bench.items * EXCLUSIONS_AN_ITEM);
  const app = await start("build/server.js", "web");
  const anchor = await start(await bundleForBench(bench.folder, "optout-process"));
  try {
    const results: Result[] = [];
    for (const [name, visit] of [
      ["one-click", (link: Link) => ({ method: "POST", path: `/one-click/${link.token}` })],
      ["body-link", (link: Link) => ({ method: "GET", path: `/proxy/optout?${signed(link)}` })],
    ] as const) {
      const slowest: { ours: number[]; anchor: number[] } = { ours: [], anchor: [] };
      const side = async (
        who: "ours" | "anchor",
        { child, port }: Started,
        how: (link: Link) => Visit,
      ): Promise<Turn> => {
        const before = usageOf(child.pid);
        const { perSecond, times } = await visitAll(port, links.splice(0, OPT_OUTS).map(how));
        const after = usageOf(child.pid);
        slowest[who].push(percentile(times, 99));
        return { value: perSecond, cpuMicros: after.cpuMicros - before.cpuMicros, peakMb: after.peakMb };
      };
      results.push(
        await compare(
          { name: `optout-${name}`, unit: "opt-outs/s", items: OPT_OUTS, better: "larger" },
          TURNS,
          () => side("ours", app, visit),
          () => side("anchor", anchor, (link) => ({ method: "POST", path: `/${link.token}` })),
        ),
        await compare(
          { name: `optout-${name}-slowest`, unit: "ms p99", items: OPT_OUTS, better: "smaller" },
          TURNS,
          (turn) => Promise.resolve({ value: slowest.ours[turn] ?? Number.NaN }),
          (turn) => Promise.resolve({ value: slowest.anchor[turn] ?? Number.NaN }),
        ),
      );
    }
    return results;
  } finally {
    app.child.kill();
    anchor.child.kill();
  }
}

/** A link of a mail. */
interface Link {
  readonly token: string;
  readonly domain: string;
}

/** The query of a link as Shopify signs it, now: a signature is soon too old. */
function signed({ token, domain }: Link): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const parameters = { token, shop: domain, path_prefix: "/apps/twostage", timestamp, logged_in_customer_id: "" };
  return signProxy(parameters, process.env.SHOPIFY_API_SECRET ?? "");
}

/** A shop with so many exclusions, and one more recipient for every opt-out of the benchmark. */
async function fill(exclusions: number): Promise<Link[]> {
  const shopId = await makeShop();
  const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
  const campaignId = await makeDraft(shopId);
  await pool().query(
    `INSERT INTO exclusion (shop_id, key, source, at)
     SELECT $1, decode(md5('x' || n), 'hex'), 'body_link', now() FROM generate_series(1, $2::int) n`,
    [shopId, exclusions],
  );
  const recipients = OPT_OUTS * TURNS * 4;
  await pool().query(
    `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version)
     SELECT $1, $2, n, n, 'r' || n || '@firm.example', decode(md5('r' || n), 'hex'), 'legitimate_interest', 'customer', '{}', 1 FROM generate_series(1, $3::int) n`,
    [shopId, campaignId, recipients],
  );
  await pool().query("VACUUM ANALYZE exclusion, recipient");
  const key = await currentLinkKey();
  return Array.from({ length: recipients }, (_, index) => {
    return { token: makeLinkToken({ shopId, campaignId, recipientSeq: index + 1 }, key), domain };
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(script: string, ...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [...NODE_FLAGS, path.resolve(script), ...args], {
    env: { ...process.env, PORT: "0", LOG_LEVEL: "info", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${script} ended with code ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const entry = JSON.parse(line) as { msg?: string; port?: number };
      if (entry.msg === "web ready") resolve(entry.port ?? 0);
    });
  });
  return { child, port };
}

interface Visit {
  readonly method: string;
  readonly path: string;
}

async function visitAll(port: number, visits: readonly Visit[]): Promise<{ perSecond: number; times: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const waiting = visits.values();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const visit of waiting) {
        const from = performance.now();
        await visitOne(agent, port, visit);
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { perSecond: visits.length / seconds, times };
}

function visitOne(agent: Agent, port: number, { method, path: target }: Visit): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, method, path: target, headers: { "Content-Length": "0" } }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        answer.statusCode === 200
          ? resolve()
          : reject(new Error(`${target.slice(0, 20)} answered ${answer.statusCode}`)),
      );
    });
    sent.once("error", reject);
    sent.end();
  });
}
