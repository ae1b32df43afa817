import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, renameSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { writeStore } from "../simulators/store/generate";

/** A generated store as a bulk file, made once and kept. */
export async function storeOf(folder: string, customers: number): Promise<string> {
  const file = path.join(folder, `store-${customers}.jsonl`);
  if (existsSync(file)) return file;
  await writeStore({ customers, seed: 11 }, `${file}.part`);
  renameSync(`${file}.part`, file);
  return file;
}

/** The same store a day later: every twentieth customer has another order. */
export async function changedStoreOf(folder: string, customers: number): Promise<string> {
  const file = path.join(folder, `store-${customers}-changed.jsonl`);
  if (existsSync(file)) return file;
  const out = createWriteStream(`${file}.part`);
  for await (const line of readline.createInterface({ input: createReadStream(await storeOf(folder, customers)) })) {
    const record = JSON.parse(line) as { id: string; numberOfOrders?: string; updatedAt?: string };
    const changed = record.id.startsWith("gid://shopify/Customer/") && Number(record.id.split("/").at(-1)) % 20 === 0;
    const text = changed
      ? JSON.stringify({
          ...record,
          numberOfOrders: String(Number(record.numberOfOrders) + 1),
          updatedAt: "2026-11-01T00:00:00Z",
        })
      : line;
    if (!out.write(`${text}\n`)) await once(out, "drain");
  }
  await new Promise<void>((resolve) => out.end(resolve));
  renameSync(`${file}.part`, file);
  return file;
}
