// Benchmarks: `npm run bench -- NAME... [--quick] [--json FILE]`. Each runs the app's own code and an anchor in turn, in a database of its own.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { disconnect } from "~/db/client";
import { stopQueue } from "~/db/queue";
import { recreateDatabase } from "../support/databases";
import { migrate } from "../support/migrate";
import { benchAudience } from "./audience";
import type { Bench } from "./bench";
import { benchEvents } from "./events";
import { benchHandOver } from "./handover";
import { benchImport } from "./import";
import type { Result } from "./measure";
import { benchOptOut } from "./optout";
import { benchPages } from "./pages";

const BENCHES: Readonly<Record<string, (bench: Bench) => Promise<Result[]>>> = {
  import: benchImport,
  pages: benchPages,
  optout: benchOptOut,
  events: benchEvents,
  audience: benchAudience,
  handover: benchHandOver,
};
const MILLION = 1_000_000;
const DATABASE = "twostage_bench";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}

const url = await recreateDatabase(process.env.DATABASE_URL ?? "", DATABASE);
await migrate(url);
Object.assign(process.env, {
  DATABASE_URL: url,
  SHOPIFY_API_KEY: "bench",
  SHOPIFY_API_SECRET: "bench",
  SHOPIFY_APP_URL: "https://app.twostage.test",
  SCOPES: "read_customers",
  APP_SECRET: "a-root-secret-for-benches-of-more-than-32-characters",
  LOG_LEVEL: "silent",
});
const folder = path.resolve(".data", "bench");
mkdirSync(folder, { recursive: true });
const results: Result[] = [];
for (const name of names) {
  const bench = BENCHES[name];
  const found = (await bench?.({ folder, items: values.quick ? MILLION / 10 : MILLION })) ?? [];
  results.push(...found);
  console.table(Object.fromEntries(found.map(({ name: row, ...columns }) => [row, columns])));
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
await stopQueue();
await disconnect();
