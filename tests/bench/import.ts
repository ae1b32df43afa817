import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { compare, type Result, type Turn } from "./measure";
import { changedStoreOf, storeOf } from "./store-files";
import { makeBenchShop, type Bench } from "./bench";
import { bundleForBench } from "./bundle";

const TURNS = 3;

/**
 * A store imported as the app imports it, against a plain COPY of the very same rows into a table with the very same columns and indexes, both empty at first: fresh, unchanged, and with a twentieth changed; and a tenth of the
 * store, to show that memory and cost a row do not grow with it.
 */
export async function benchImport(bench: Bench): Promise<Result[]> {
  const script = await bundleForBench(bench.folder, "import-process");
  const changed = await changedStoreOf(bench.folder, bench.items);
  const tenth = await copyOfStore(bench, script, bench.items / 10);
  const whole = await copyOfStore(bench, script, bench.items);
  const fresh = async ({ store, items }: Store) => {
    const shopId = await makeOnlyShop();
    return { shopId, turn: await importInProcess(script, shopId, store, items) };
  };
  const results = [
    await compare(
      { name: "import-tenth", unit: "rows/s", items: tenth.items, better: "larger" },
      TURNS,
      async () => (await fresh(tenth)).turn,
      () => copyIn(tenth),
    ),
  ];
  let shopId = 0;
  results.push(
    await compare(
      { name: "import-fresh", unit: "rows/s", items: whole.items, better: "larger" },
      TURNS,
      async () => {
        const imported = await fresh(whole);
        shopId = imported.shopId;
        return imported.turn;
      },
      () => copyIn(whole),
    ),
    await compare(
      { name: "import-unchanged", unit: "rows/s", items: whole.items, better: "larger" },
      TURNS,
      () => importInProcess(script, shopId, whole.store, whole.items),
      () => copyIn(whole),
    ),
    await compare(
      { name: "import-changed", unit: "rows/s", items: whole.items, better: "larger" },
      TURNS,
      // To and fro: each turn changes the same twentieth.
      (turn) => importInProcess(script, shopId, turn % 2 === 0 ? changed : whole.store, whole.items),
      () => copyIn(whole),
    ),
  );
  return results;
}

/** A store's bulk file, and the contacts that come of it as COPY wrote them. */
interface Store {
  readonly store: string;
  readonly rows: string;
  readonly items: number;
}

async function copyOfStore(bench: Bench, script: string, items: number): Promise<Store> {
  const store = await storeOf(bench.folder, items);
  const shopId = await makeOnlyShop();
  await importInProcess(script, shopId, store, items);
  return { store, rows: await copyOut(bench.folder, shopId, items), items };
}

/** A new shop in a database without any other: what a table of other shops' contacts costs is not what is measured. */
async function makeOnlyShop(): Promise<number> {
  await pool().query("TRUNCATE contact, contact_count, company_contact, sync_seen, review_item");
  return makeBenchShop();
}

async function importInProcess(script: string, shopId: number, file: string, items: number): Promise<Turn> {
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, script, String(shopId), file]);
  const { rows, seconds, cpuMicros, peakMb } = JSON.parse(stdout) as Record<string, number> & { rows: number };
  if (rows !== items) throw new Error(`${rows} rows were imported of ${items}`);
  return { value: items / (seconds ?? 0), cpuMicros: cpuMicros ?? 0, peakMb: peakMb ?? 0 };
}

/** The columns a COPY can write: all but the generated one. */
async function columns(): Promise<string> {
  const { rows } = await pool().query<{ list: string }>(
    "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS list FROM information_schema.columns WHERE table_name = 'contact' AND is_generated = 'NEVER'",
  );
  return rows[0]?.list ?? "";
}

async function copyOut(folder: string, shopId: number, items: number): Promise<string> {
  const file = path.join(folder, `contacts-${items}.copy`);
  const list = await columns();
  await transaction((tx) =>
    pipeline(
      tx.query(copyTo(`COPY (SELECT ${list} FROM contact WHERE shop_id = ${shopId} ORDER BY id) TO STDOUT`)),
      createWriteStream(file),
    ),
  );
  return file;
}

async function copyIn({ rows: file, items }: Store): Promise<Turn> {
  const list = await columns();
  await pool().query("DROP TABLE IF EXISTS contact_anchor; CREATE TABLE contact_anchor (LIKE contact INCLUDING ALL)");
  const start = performance.now();
  await transaction((tx) =>
    pipeline(createReadStream(file), tx.query(copyFrom(`COPY contact_anchor (${list}) FROM STDIN`))),
  );
  const seconds = (performance.now() - start) / 1000;
  await pool().query("DROP TABLE contact_anchor");
  return { value: items / seconds };
}
