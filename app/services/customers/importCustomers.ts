import { setImmediate } from "node:timers/promises";
import { foldContactCounts } from "~/db/contactFacts";
import { findUnchanged, type ContactRow } from "~/db/contactMerge";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { gidNumber, shopifyCustomer, type ShopifyCustomer } from "~/integrations/shopify/customer";
import type { ReadLine, SetAside } from "./chunks";
import { readCompanies, type CompanyFacts } from "./companyFacts";
import { sourceMark } from "./contactRow";
import type { PartImport } from "./importPart";
import { contactRows, excludeUnsubscribed, mergeCustomers } from "./mergeCustomers";

/** Lines read before anything else gets a turn. */
const LINES_A_TURN = 250;

/** A customer's line, not yet read further than its id and its companies' ids. */
interface CustomerLine extends ReadLine {
  readonly id: string;
  readonly companyIds: readonly string[];
}

/** A chunk of customers: those to be written, and the ids of all. */
interface PreparedCustomers {
  readonly rows: readonly ContactRow[];
  readonly seen: readonly string[];
}

/**
 * The bulk file of customers. Lines of other kinds, as an export with more fields has them, are passed over; a line that is, with its companies, what the contact was last written from, is not read further: an unchanged
 * store costs a look at each line. `afresh` reads them all.
 */
export function customersImport(
  shopId: number,
  runId: number,
  readAt: Date,
  afresh: boolean,
): PartImport<CustomerLine, PreparedCustomers> {
  let chunks = 0;
  return {
    part: "customers",
    read(line) {
      const { id, __parentId } = line.object;
      const other =
        typeof __parentId === "string" ||
        (typeof id === "string" && id.startsWith("gid://shopify/") && !id.startsWith("gid://shopify/Customer/"));
      if (other) return undefined;
      if (typeof id !== "string") return "unknown_object";
      const number = gidNumber(id);
      return number ? { ...line, id: number, companyIds: companyIdsOf(line.object) } : "invalid_object";
    },
    async prepare(lines) {
      const companies = await readCompanies(shopId, [...new Set(lines.flatMap(({ companyIds }) => companyIds))]);
      const marks = new Map(lines.map((line) => [line.id, markOf(line, companies)]));
      const unchanged = afresh ? new Set<string>() : await findUnchanged(shopId, marks);
      const customers: ShopifyCustomer[] = [];
      const setAside: SetAside[] = [];
      const seen: string[] = [];
      for (const { object, id, line } of lines) {
        const read = unchanged.has(id) ? undefined : shopifyCustomer.safeParse(object);
        if (read && !read.success) {
          setAside.push({ line, reason: "invalid_object" });
          continue;
        }
        seen.push(id);
        if (read) customers.push(read.data);
        if (seen.length % LINES_A_TURN === 0) await setImmediate();
      }
      const rows = await contactRows(shopId, customers, companies);
      for (const row of rows) row.sourceMark = marks.get(row.shopifyId) ?? null;
      return { prepared: { rows, seen }, setAside };
    },
    async before({ rows }) {
      if (++chunks === 2) await learnKeys();
      await excludeUnsubscribed(shopId, rows, readAt);
    },
    async write(tx, { rows, seen }) {
      const { changed } = await mergeCustomers(tx, shopId, rows, readAt);
      await tx.query(
        "INSERT INTO sync_seen (shop_id, run_id, shopify_id) SELECT $1, $2, * FROM unnest($3::bigint[]) ON CONFLICT DO NOTHING",
        [shopId, runId, seen],
      );
      return { rows: seen.length, changed };
    },
  };
}

/** Numbers of the companies in a customer's record, whatever else is in it. */
function companyIdsOf({ companyContactProfiles: profiles }: ReadLine["object"]): string[] {
  if (!Array.isArray(profiles)) return [];
  return (profiles as ({ company?: { id?: unknown } | null } | null)[]).flatMap((profile) => {
    const id = profile?.company?.id;
    return typeof id === "string" ? (gidNumber(id) ?? []) : [];
  });
}

function markOf(line: CustomerLine, companies: ReadonlyMap<string, CompanyFacts>): Buffer {
  return sourceMark(
    line.text,
    line.companyIds.flatMap((id) => companies.get(id) ?? []),
  );
}

/**
 * Tells the planner how rare a key is. In a table it has never looked at it takes each shop and each key for one of 200, and reads all contacts of a shop for each one it wants: the hand-over of 3,300 mails
 * right after an import took more than 30 s instead of 1.
 */
async function learnKeys(): Promise<void> {
  await pool().query("ANALYZE contact (shop_id, id, shopify_id, exclusion_key, consent_key)");
}

/**
 * When a run has written many contacts: folds their counts, and has the planner look at them again. Both come about by themselves within minutes, and Home is looked at, and a campaign sent, sooner.
 */
export async function settleContacts(changed: number, rows: number): Promise<void> {
  if (changed * 10 <= rows) return;
  await foldContactCounts(pool());
  await pool().query("ANALYZE contact");
}

const MARKED_AT_ONCE = 20_000;

/**
 * Marks the store's contacts that a whole run has not seen as gone, unless the store told of them after it was asked for the file. Gives how many.
 */
export async function markUnseenGone(shopId: number, runId: number, readAt: Date, at: Date): Promise<number> {
  for (let gone = 0; ;) {
    const marked = await transaction(async (tx) => {
      // By hashing both: without statistics of what was seen a moment ago the planner looked through all of it for each contact: 100,000 were not done after a minute, and are in a fraction of a second by hashing.
      await tx.query("SET LOCAL enable_nestloop = off");
      const { rows } = await tx.query<{ id: string }>(
        `SELECT c.id FROM contact c WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.shopify_id IS NOT NULL AND c.read_at < $3
           AND NOT EXISTS (SELECT 1 FROM sync_seen s WHERE s.shop_id = $1 AND s.run_id = $2 AND s.shopify_id = c.shopify_id)
         LIMIT ${MARKED_AT_ONCE}`,
        [shopId, runId, readAt],
      );
      await tx.query("SET LOCAL enable_nestloop = on");
      await tx.query("UPDATE contact SET deleted_at = $4, read_at = $3 WHERE shop_id = $1 AND id = ANY($2::bigint[])", [
        shopId,
        rows.map(({ id }) => id),
        readAt,
        at,
      ]);
      return rows.length;
    });
    gone += marked;
    if (marked < MARKED_AT_ONCE) return gone;
  }
}

/** Forgets what a run has seen: it has ended. */
export async function forgetSeen(shopId: number, runId: number): Promise<void> {
  await pool().query("DELETE FROM sync_seen WHERE shop_id = $1 AND run_id = $2", [shopId, runId]);
}
