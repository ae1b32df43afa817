import { pool } from "~/db/client";
import {
  markUnstagedGone,
  mergeStagedContacts,
  stageContacts,
  unsubscribedInStage,
  type ContactRow,
} from "~/db/contactMerge";
import { tryLockForSync } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { shopifyCustomer } from "~/integrations/shopify/customer";
import { exclude } from "~/services/exclusions/exclude";
import { addressKeys, type AddressKeys } from "~/services/shops/keys";
import { contactRow } from "./contactRow";
import { readLines, type Line } from "./jsonLines";

/** Why a line was set aside. */
export type SetAsideReason = "too_long" | "not_utf8" | "not_json" | "not_a_customer" | "invalid_customer";

const PROGRESS_EVERY_ROWS = 5000;
/** More set-aside lines than these are counted, not listed. */
const MAX_SET_ASIDE_LISTED = 1000;

interface Progress {
  rows: number;
  setAside: { line: number; reason: SetAsideReason }[];
  setAsideCount: number;
}

/**
 * Imports a bulk-operation file (JSONL) of all customers of a shop: streamed to a stage, merged at once, all or nothing. Lines of other kinds are passed over;
 * a line that cannot be read is set aside with its number and reason, and the rest is imported. Contacts the file lacks are marked as gone; who has unsubscribed in Shopify is excluded
 * (P12: the most restrictive wins). Gives `false`, and does nothing, when another worker is importing this shop or the run has ended.
 */
export async function importStore(
  shopId: number,
  runId: number,
  bytes: AsyncIterable<Uint8Array>,
  at: Date,
): Promise<boolean> {
  const keys = await addressKeys(shopId);
  const progress: Progress = { rows: 0, setAside: [], setAsideCount: 0 };
  return transaction(async (tx) => {
    if (!(await tryLockForSync(tx, shopId))) return false;
    const { rowCount } = await pool().query(
      "UPDATE sync_run SET state = 'importing', rows = 0 WHERE shop_id = $1 AND id = $2 AND state IN ('running', 'importing')",
      [shopId, runId],
    );
    if (!rowCount) return false;
    await stageContacts(tx, readContacts(shopId, runId, bytes, keys, progress));
    const changed = await mergeStagedContacts(tx, shopId);
    const gone = await markUnstagedGone(tx, shopId, at);
    const unsubscribed = await unsubscribedInStage(tx, shopId);
    await exclude(
      tx,
      shopId,
      unsubscribed.map((entry) => ({ ...entry, source: "shopify" as const, at })),
    );
    await tx.query(
      "INSERT INTO sync_set_aside (shop_id, run_id, line, reason) SELECT $1, $2, * FROM unnest($3::int[], $4::text[]) ON CONFLICT DO NOTHING",
      [shopId, runId, progress.setAside.map(({ line }) => line), progress.setAside.map(({ reason }) => reason)],
    );
    await tx.query(
      `UPDATE sync_run SET state = 'finished', finished_at = $3, rows = $4, changed = $5, gone = $6, set_aside = $7 WHERE shop_id = $1 AND id = $2`,
      [shopId, runId, at, progress.rows, changed, gone, progress.setAsideCount],
    );
    return true;
  });
}

async function* readContacts(
  shopId: number,
  runId: number,
  bytes: AsyncIterable<Uint8Array>,
  keys: AddressKeys,
  progress: Progress,
): AsyncGenerator<ContactRow[]> {
  let reported = 0;
  for await (const lines of readLines(bytes)) {
    const rows: ContactRow[] = [];
    for (const line of lines) {
      const read = readContact(line, keys);
      if (typeof read === "object") rows.push(read);
      else if (read !== "other") {
        progress.setAsideCount++;
        if (progress.setAside.length < MAX_SET_ASIDE_LISTED)
          progress.setAside.push({ line: line.number, reason: read });
      }
    }
    progress.rows += rows.length;
    // Outside the transaction, so that the admin sees it grow.
    if (progress.rows - reported >= PROGRESS_EVERY_ROWS) {
      reported = progress.rows;
      await pool().query("UPDATE sync_run SET rows = $3 WHERE shop_id = $1 AND id = $2", [shopId, runId, reported]);
    }
    if (rows.length > 0) yield rows;
  }
}

function readContact(line: Line, keys: AddressKeys): ContactRow | SetAsideReason | "other" {
  if ("problem" in line) return line.problem;
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return "not_json";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "not_a_customer";
  const { id, __parentId } = value as { id?: unknown; __parentId?: unknown };
  // Children of a connection and records of other types, as an export with more fields has them.
  if (
    typeof __parentId === "string" ||
    (typeof id === "string" && id.startsWith("gid://shopify/") && !id.startsWith("gid://shopify/Customer/"))
  )
    return "other";
  if (typeof id !== "string") return "not_a_customer";
  const customer = shopifyCustomer.safeParse(value);
  return customer.success ? contactRow(customer.data, keys) : "invalid_customer";
}
