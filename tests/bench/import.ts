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
 * A store imported as the app imports it, against a plain COPY of the very same rows into a table with the very same columns and indexes: fresh, unchanged, and with a twentieth changed; and a tenth of the store, to show that
 * memory and cost a row do not grow with it.
 */
export async function benchImport(bench: Bench): Promise<Result[]> {
  const script = await bundleForBench(bench.folder, "import-process");
  const store = await storeOf(bench.folder, bench.items);
  const tenth = await storeOf(bench.folder, bench.items / 10);
  const changed = await changedStoreOf(bench.folder, bench.items);
  const ours = (shopId: number, file: string, items: number) => importInProcess(script, shopId, file, items);

  const shopId = await makeBenchShop();
  await ours(shopId, store, bench.items);
  const rows = await copyOut(bench.folder, shopId);
  const anchor = () => copyIn(rows, bench.items);
  const results = [
    await compare(
      { name: "import-tenth", unit: "rows/s", items: bench.items / 10, better: "larger" },
      TURNS,
      async () => ours(await makeBenchShop(), tenth, bench.items / 10),
      anchor,
    ),
    await compare(
      { name: "import-fresh", unit: "rows/s", items: bench.items, better: "larger" },
      TURNS,
      async () => ours(await makeBenchShop(), store, bench.items),
      anchor,
    ),
    await compare(
      { name: "import-unchanged", unit: "rows/s", items: bench.items, better: "larger" },
      TURNS,
      () => ours(shopId, store, bench.items),
      anchor,
    ),
    await compare(
      { name: "import-changed", unit: "rows/s", items: bench.items, better: "larger" },
      TURNS,
      // To and fro: each turn changes the same twentieth.
      (turn) => ours(shopId, turn % 2 === 0 ? changed : store, bench.items),
      anchor,
    ),
  ];
  return results;
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

async function copyOut(folder: string, shopId: number): Promise<string> {
  const file = path.join(folder, "contacts.copy");
  const list = await columns();
  await transaction((tx) =>
    pipeline(
      tx.query(copyTo(`COPY (SELECT ${list} FROM contact WHERE shop_id = ${shopId} ORDER BY id) TO STDOUT`)),
      createWriteStream(file),
    ),
  );
  return file;
}

async function copyIn(file: string, items: number): Promise<Turn> {
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
