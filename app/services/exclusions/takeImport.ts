import { pool } from "~/db/client";
import { lockForExclusion, shareContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { exclude } from "./exclude";
import type { UnreadableReason } from "./exclusionFile";

/** Addresses to one transaction: hand-over waits for it. */
const CHUNK = 1000;
/** What nobody decided on is not kept for longer. */
export const UNTAKEN_DAYS = 7;

/** A file of addresses to exclude, as staff see it. */
export interface ExclusionImport {
  readonly id: number;
  readonly state: "read" | "running" | "finished";
  readonly at: Date;
  readonly actor: string;
  readonly lines: number;
  /** Addresses that are not on the list yet. */
  readonly addresses: number;
  /** Lines with an address that was on the list already. */
  readonly known: number;
  readonly unreadable: number;
  readonly taken: number;
  /** The first lines that could not be read, by number. */
  readonly unreadableLines: readonly { readonly line: number; readonly reason: UnreadableReason }[];
}

/** The newest files of the shop. */
export async function listImports(shopId: number): Promise<ExclusionImport[]> {
  const { rows } = await pool().query<ExclusionImport>(
    `SELECT i.id, i.state, i.at, i.actor, i.lines, i.addresses, i.known, i.unreadable, i.taken,
            coalesce((SELECT jsonb_agg(jsonb_build_object('line', l.line, 'reason', l.reason) ORDER BY l.line)
                      FROM (SELECT line, reason FROM exclusion_import_line WHERE shop_id = i.shop_id AND import_id = i.id ORDER BY line LIMIT 20) l), '[]') AS "unreadableLines"
     FROM exclusion_import i WHERE i.shop_id = $1 ORDER BY i.id DESC LIMIT 5`,
    [shopId],
  );
  return rows;
}

/** Has a file that was read taken in. Throws `Problem` with `not_found`, or `wrong_state` when it is being taken in already. */
export async function requestImport(shopId: number, importId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE exclusion_import SET state = 'running' WHERE shop_id = $1 AND id = $2 AND state = 'read'",
      [shopId, importId],
    );
    if (!rowCount) throw new Problem((await exists(shopId, importId)) ? "wrong_state" : "not_found");
    await enqueue(tx, "exclusion-import", { shopId, importId });
    const subject = { kind: "exclusion_file", id: importId } as const;
    await record(tx, shopId, { act: "exclusion_file_taken", actor, at, subject });
  });
}

/** Puts the addresses of a file on the exclusion list, a chunk at a time, each gone from the file in the transaction that lists it: it may run again at any time, and lists nobody twice. */
export async function takeImport(shopId: number, importId: number, at: Date): Promise<void> {
  for (let left = true; left;) {
    left = await transaction(async (tx) => {
      const { rows: running } = await tx.query<{ actor: string }>(
        "SELECT actor FROM exclusion_import WHERE shop_id = $1 AND id = $2 AND state = 'running' FOR UPDATE",
        [shopId, importId],
      );
      const [file] = running;
      if (!file) return false;
      // Before the rows: an erasure takes them out under these locks, and would wait for this while this waits for it.
      await lockForExclusion(tx, shopId);
      await shareContacts(tx, shopId);
      // By their places: joined by their keys, the planner compared each row of a file that nobody had analysed yet with each of the chunk, 50 seconds for a chunk of a file of 100,000. For the same reason each is looked up on the list by itself.
      const { rows } = await tx.query<{
        key: Buffer;
        email: string | null;
        note: string | null;
        domain: string | null;
        listed: boolean;
      }>(
        `WITH chunk AS (
           DELETE FROM exclusion_import_row WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM exclusion_import_row WHERE shop_id = $1 AND import_id = $2 ORDER BY key LIMIT ${CHUNK} FOR UPDATE))
           RETURNING key, email, note, domain
         ) SELECT chunk.*, x.key IS NOT NULL AS listed FROM chunk LEFT JOIN LATERAL (SELECT x.key FROM exclusion x WHERE x.shop_id = $1 AND x.key = chunk.key OFFSET 0) x ON true`,
        [shopId, importId],
      );
      await exclude(
        tx,
        shopId,
        rows
          .filter(({ listed }) => !listed)
          .map(({ key, email, note, domain }) => ({
            key,
            email,
            domain,
            source: "file_import" as const,
            at,
            actor: file.actor,
            ...(note ? { note } : {}),
          })),
      );
      await tx.query(
        `UPDATE exclusion_import SET taken = taken + $3, state = CASE WHEN $3 = 0 THEN 'finished' ELSE state END,
                finished_at = CASE WHEN $3 = 0 THEN $4::timestamptz END WHERE shop_id = $1 AND id = $2`,
        [shopId, importId, rows.length, at],
      );
      return rows.length > 0;
    });
  }
}

/** Lets go of a file that was read and is not to be taken in. Throws `Problem("wrong_state")` for any other. */
export async function discardImport(shopId: number, importId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "DELETE FROM exclusion_import WHERE shop_id = $1 AND id = $2 AND state = 'read'",
      [shopId, importId],
    );
    if (!rowCount) throw new Problem("wrong_state");
    for (const table of ["exclusion_import_row", "exclusion_import_line"])
      await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND import_id = $2`, [shopId, importId]);
    const subject = { kind: "exclusion_file", id: importId } as const;
    await record(tx, shopId, { act: "exclusion_file_discarded", actor, at, subject });
  });
}

/** Lets go of files that nobody has decided on for a week. */
export async function forgetUntakenImports(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shop_id: number; id: number }>(
    `SELECT shop_id, id FROM exclusion_import WHERE state = 'read' AND at < $1::timestamptz - interval '${UNTAKEN_DAYS} days'`,
    [at],
  );
  for (const { shop_id, id } of rows) await discardImport(shop_id, id, THE_APP, at);
}

async function exists(shopId: number, importId: number): Promise<boolean> {
  const { rowCount } = await pool().query("SELECT 1 FROM exclusion_import WHERE shop_id = $1 AND id = $2", [
    shopId,
    importId,
  ]);
  return rowCount !== 0;
}
