// Faults: `npm run faults -- [NAME...] [--quick] [--json FILE]`. Each is inflicted on a send of the built app, in a database server of its own, and its accounts are held against what SendGrid took.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { disconnect } from "~/db/client";
import { stopQueue } from "~/db/queue";
import { recreateDatabase } from "../support/databases";
import { migrate } from "../support/migrate";
import { balance, type Row, type Suffered } from "./accounts";
import * as disturbances from "./disturbances";
import * as kills from "./kills";
import { startDatabase } from "./server";
import { setStage, type Sizes, type Stage } from "./stage";

const FAULTS: Readonly<Record<string, (stage: Stage) => Promise<Suffered>>> = {
  "worker-killed": kills.killWorker,
  "sendgrid-half-closed": disturbances.halfClosed,
  "database-killed": kills.killDatabase,
  "web-killed": kills.killWeb,
  "two-workers": kills.manyWorkers,
  "sendgrid-down": disturbances.sendGridDown,
  "sendgrid-slow": disturbances.sendGridSlow,
  "sendgrid-429": disturbances.tooMany,
  "sendgrid-wrong-answers": disturbances.wrongAnswers,
  "disk-full": disturbances.diskFull,
  "clock-jump": disturbances.clockJump,
  "reports-shuffled": disturbances.shuffledReports,
};
const FULL: Sizes = { large: 100_000, batch: 200, kills: 20, small: 20_000 };
const QUICK: Sizes = { large: 3000, batch: 50, kills: 2, small: 1000 };
/** The lease of a batch whose worker was lost, and a round of the watch over it. */
const SETTLED_WITHIN_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    seed: { type: "string", default: "2026" },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(FAULTS);
const strange = names.filter((name) => !(name in FAULTS));
if (strange.length > 0) {
  console.error(`There is no fault ${strange.join(", ")}. There are: ${Object.keys(FAULTS).join(", ")}.`);
  process.exit(2);
}
if (!existsSync("build/server.js")) {
  console.error("The faults are inflicted on the built app: run `npm run build` first.");
  process.exit(2);
}

const folder = path.resolve(".data", "faults");
mkdirSync(folder, { recursive: true });
const database = await startDatabase();
const url = await recreateDatabase(database.url, "twostage_faults");
await migrate(url);
Object.assign(process.env, {
  DATABASE_URL: url,
  SHOPIFY_API_KEY: "faults",
  SHOPIFY_API_SECRET: "faults",
  SHOPIFY_APP_URL: "https://app.twostage.test",
  SCOPES: "read_customers",
  APP_SECRET: "a-root-secret-for-faults-of-more-than-32-characters",
  LOG_LEVEL: "silent",
});
const stage = await setStage(database, values.quick ? QUICK : FULL, folder, Number(values.seed));
const inflicted: { readonly name: string; readonly suffered?: Suffered; readonly failure?: string }[] = [];
for (const name of names) {
  console.log(`${name} ...`);
  try {
    inflicted.push({ name, suffered: await (FAULTS[name] as (typeof FAULTS)[string])(stage) });
  } catch (error) {
    inflicted.push({ name, failure: error instanceof Error ? error.message : String(error) });
    stage.sendgrid.controls.clearFaults();
    await stage.sendgrid.controls.acceptConnections();
    await stage.endAll();
  }
}
// What was lost in flight is given up when its lease ends: one worker sees to that for all of them.
await stage.standingWorker();
const rows: Row[] = [];
for (const { name, suffered, failure } of inflicted) {
  if (!suffered) {
    rows.push(failed(name, failure ?? ""));
    continue;
  }
  try {
    await stage.ended(suffered.send, SETTLED_WITHIN_MS);
    rows.push(await balance(stage, name, suffered));
  } catch (error) {
    rows.push(failed(name, error instanceof Error ? error.message : String(error)));
  }
}
await stage.close();
await stopQueue();
await disconnect();
await database.close();

console.table(
  Object.fromEntries(
    rows.map(({ fault, broken, ...columns }) => [fault, { ...columns, broken: broken.join("; ") || "nothing" }]),
  ),
);
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(rows.some(({ broken }) => broken.length > 0) ? 1 : 0);

function failed(fault: string, why: string): Row {
  const none = { recipients: 0, accepted: 0, refused: 0, unknown: 0, cancelled: 0, remaining: 0, taken: 0 };
  return { fault, ...none, twice: 0, skipped: 0, blows: null, slowestResumeSeconds: null, broken: [why] };
}
