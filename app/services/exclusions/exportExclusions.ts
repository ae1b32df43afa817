import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";
import { HEADING, writeLine, type FileRow } from "./exclusionFile";

const PAGE = 5000;
const MAX_REASON = 300;

/** One taking-out of the exclusion list. */
export interface ExportLogEntry {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string;
  /** Null when the file was not taken whole. */
  readonly rows: number | null;
}

/**
 * Takes the exclusion list out for safe keeping: the only list of addresses that leaves as a file (P6), and it says whom not to mail. Who, when and why is logged before the first line; how many, after the last.
 * Streams: memory does not grow with the list. Throws `Problem("input_invalid")` without a reason.
 */
export async function exportExclusions(
  shopId: number,
  { reason: given, actor, at }: { reason: string; actor: string; at: Date },
): Promise<AsyncGenerator<string>> {
  const reason = given.trim();
  if (reason.length < 3 || reason.length > MAX_REASON) throw new Problem("input_invalid", ["reason"]);
  const exportId = await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      "INSERT INTO exclusion_export (shop_id, at, actor, reason) VALUES ($1, $2, $3, $4) RETURNING id",
      [shopId, at, actor, reason],
    );
    const id = rows[0]?.id ?? 0;
    await record(tx, shopId, { act: "exclusions_exported", actor, at, subject: { kind: "exclusion_export", id } });
    return id;
  });
  return lines(shopId, exportId);
}

async function* lines(shopId: number, exportId: number): AsyncGenerator<string> {
  const keys = await addressKeys(shopId);
  yield HEADING;
  let written = 0;
  for (let after: Buffer | undefined = Buffer.alloc(0); after;) {
    const from: Buffer = after;
    // Keyset over the primary key: the last page costs what the first costs.
    const { rows } = await pool().query<FileRow>(
      `SELECT key, email, domain, at, source FROM exclusion WHERE shop_id = $1 AND key > $2 ORDER BY key LIMIT ${PAGE}`,
      [shopId, from],
    );
    if (rows.length > 0) yield rows.map((row) => writeLine(row, keys)).join("");
    written += rows.length;
    after = rows.length === PAGE ? rows.at(-1)?.key : undefined;
  }
  await pool().query("UPDATE exclusion_export SET rows = $3 WHERE shop_id = $1 AND id = $2", [
    shopId,
    exportId,
    written,
  ]);
}

/** The latest times the list was taken out, newest first. */
export async function listExports(shopId: number): Promise<ExportLogEntry[]> {
  const { rows } = await pool().query<ExportLogEntry>(
    "SELECT id, at, actor, reason, rows FROM exclusion_export WHERE shop_id = $1 ORDER BY id DESC LIMIT 20",
    [shopId],
  );
  return rows;
}
