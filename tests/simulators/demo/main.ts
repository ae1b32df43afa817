import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { recreateDatabase } from "../../support/databases";
import { migrate } from "../../support/migrate";
import { start, release } from "../../../scripts/embedded-pg.mjs";
import { addressesOf, FIXED_PORTS, untilInterrupted } from "./addresses";
import { makeReport, writeReport, type Report } from "./report";
import { tellStory, type Told } from "./story";
import { startWorld, type World } from "./world";

const USAGE = `Runs the whole product on a local Shopify and a local SendGrid. No accounts needed.

  npm run demo                            runs the main job, then stays up
  npm run demo -- --once                  ends after the report; exit code 1 when a promise is broken
  npm run demo -- --store FILE.jsonl      on your own Shopify bulk-operation export of customers
  npm run demo -- --customers 100000      on a generated store of that size
  npm run demo -- --report OUT.json       writes the result as JSON
  npm run demo -- --skip-build            uses the build that is there`;

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    store: { type: "string" },
    customers: { type: "string" },
    report: { type: "string" },
    "skip-build": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const began = Date.now();
let step = 0;
function say(what: string, detail = ""): void {
  const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`.padStart(8);
  if (what)
    console.log(`${seconds}  ${String(++step).padStart(2)}. ${what}${detail ? `\n${" ".repeat(14)}${detail}` : ""}`);
  else console.log(`${" ".repeat(14)}${detail}`);
}

function run(command: string, args: readonly string[]): void {
  const result = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status !== 0) throw new Error(`${path.basename(command)} failed:\n${result.stdout}\n${result.stderr}`);
}

/** The store to run on: a file of the caller, a generated one, or the shipped one. */
function findStore(): string {
  if (values.store) {
    if (!existsSync(values.store))
      throw new Error(
        `There is no file ${values.store}. Give the path of a JSONL file that a Shopify bulk operation made.`,
      );
    return path.resolve(values.store);
  }
  if (!values.customers) return path.resolve("tests/fixtures/store.jsonl");
  if (!/^[1-9]\d{0,6}$/.test(values.customers)) throw new Error("--customers takes a number from 1 to 9999999.");
  const file = path.resolve(".data", `store-${values.customers}.jsonl`);
  run("node_modules/tsx/dist/cli.mjs", [
    "tests/simulators/store/generate.ts",
    "--customers",
    values.customers,
    "--seed",
    "1",
    "--out",
    file,
  ]);
  return file;
}

function build(): void {
  if (values["skip-build"] && existsSync("build/server.js")) return;
  run("node_modules/@remix-run/dev/dist/cli.js", ["vite:build"]);
  run("scripts/build-server.mjs", []);
  run("scripts/build-extensions.mjs", []);
  say("Built the app and the checkout extension");
}

function showReport(report: Report): void {
  console.log("\n  Decisions");
  for (const { decision, basis, reason, customers } of report.counts) {
    console.log(`  ${customers.toLocaleString("en-GB").padStart(11)}  ${decision.padEnd(10)}  ${basis ?? reason}`);
  }
  console.log("\n  Promises");
  for (const { promise, kept, checked, broken } of report.promises) {
    console.log(
      `  ${kept ? "kept  " : "BROKEN"}  ${promise} (${checked.toLocaleString("en-GB")} checked, ${broken} broken)`,
    );
  }
}

/** Names the lines of the store's file that were left out, so that they can be mended. */
function sayUnreadable({ shopify }: World): void {
  const { unreadable } = shopify.store;
  for (const { line, why } of unreadable.slice(0, 10)) say("", `line ${line} of the store's file was left out: ${why}`);
  if (unreadable.length > 10) say("", `and ${unreadable.length - 10} more lines`);
}

async function openWorld(): Promise<World> {
  mkdirSync(".data", { recursive: true });
  const server = process.env.DATABASE_URL ?? (await start());
  const databaseUrl = await recreateDatabase(server, "twostage_demo");
  await migrate(databaseUrl);
  say("Started PostgreSQL and migrated a fresh database");
  build();
  const logFile = path.resolve(".data", "demo.log");
  rmSync(logFile, { force: true });
  const fixed = !values.once;
  const world = await startWorld({
    databaseUrl,
    storeFile: findStore(),
    logFile,
    shopify: {
      // Of a caller's own customers nothing is made up.
      ...(values.store ? { amountAnOrder: 0 } : {}),
      ...(fixed ? { ports: FIXED_PORTS.shopify } : {}),
    },
    ...(fixed ? { sendgrid: { port: FIXED_PORTS.sendgrid } } : {}),
  });
  say(
    "Started the app behind a local Shopify and a local SendGrid",
    `its log: ${path.relative(process.cwd(), logFile)}`,
  );
  sayUnreadable(world);
  return world;
}

async function runDemo(): Promise<boolean> {
  const world = await openWorld();
  let kept = false;
  try {
    const told: Told = await tellStory(world, say);
    const report = await makeReport(world, told.campaigns[0]);
    kept = report.promises.every((promise) => promise.kept);
    if (values.report) await writeReport(world, report, told.campaigns, values.report);
    showReport(report);
    if (!values.once) {
      console.log(`\n  Everything stays up. Open:\n${addressesOf(world)}`);
      await untilInterrupted();
    }
  } finally {
    await world.close();
  }
  return kept;
}

if (values.help) console.log(USAGE);
else {
  try {
    process.exitCode = (await runDemo()) ? 0 : 1;
  } catch (error) {
    console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    if (!process.env.DATABASE_URL) await release();
  }
}
