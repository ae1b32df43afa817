import { setImmediate } from "node:timers/promises";
import { foldContactCounts } from "~/db/contactFacts";
import { findUnchanged } from "~/db/contactMerge";
import { stageContact, type StagedContact } from "~/db/contactRow";
import { pool } from "~/db/client";
import { joinByHashing } from "~/db/joinByHashing";
import { transaction } from "~/db/transaction";
import { gidNumber, shopifyCustomer, type ShopifyCustomer } from "~/integrations/shopify/customer";
import { addressKeys } from "~/services/shops/keys";
import { parseObject, type ReadLine, type SetAside, type SetAsideReason } from "./chunks";
import { readCompanies, type CompanyFacts } from "./companyFacts";
import { contactRow, sourceMark } from "./contactRow";
import type { PartImport } from "./importPart";
import { excludeUnsubscribed, mergeCustomers } from "./mergeCustomers";

/** Lines worked through before anything else gets a turn, some milliseconds: working through a chunk at one go left the database idle for two fifths of an import. */
const LINES_A_TURN = 50;

/** A customer's line, not yet read further than its id and its companies' ids. */
interface CustomerLine extends ReadLine {
  readonly id: string;
  readonly companyIds: readonly string[];
}

/** A chunk of customers: those to be written, and the ids of all. */
interface PreparedCustomers {
  readonly rows: readonly StagedContact[];
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
    read: readCustomerLine,
    async prepare(lines) {
      const companies = await readCompanies(shopId, [...new Set(lines.flatMap(({ companyIds }) => companyIds))]);
      const marks = new Map(lines.map((line) => [line.id, markOf(line, companies)]));
      const unchanged = afresh ? new Set<string>() : await findUnchanged(shopId, marks);
      const keys = await addressKeys(shopId);
      const rows: StagedContact[] = [];
      const setAside: SetAside[] = [];
      const seen: string[] = [];
      for (const [at, line] of lines.entries()) {
        if (at % LINES_A_TURN === 0) await setImmediate();
        const customer = unchanged.has(line.id) ? undefined : readCustomer(line);
        if (typeof customer === "string") setAside.push({ line: line.line, reason: customer });
        else seen.push(line.id);
        if (typeof customer !== "object") continue;
        // One line after the other to the end: what is made on the way can go again at once.
        const row = contactRow(customer, companies, keys);
        row.sourceMark = marks.get(line.id) ?? null;
        rows.push(stageContact(row));
      }
      return { prepared: { rows, seen }, setAside };
    },
    async before({ rows }) {
      if (++chunks === 2) await learnKeys();
      await excludeUnsubscribed(shopId, rows, readAt);
    },
    async write(tx, { rows, seen }) {
      const { changed, added } = await mergeCustomers(tx, shopId, rows, readAt);
      // Who was added just now was told of when this file was, and cannot be missing from it.
      const met = added.size === 0 ? seen : seen.filter((id) => !added.has(id));
      if (met.length > 0)
        await tx.query(
          "INSERT INTO sync_seen (shop_id, run_id, shopify_id) SELECT $1, $2, * FROM unnest($3::bigint[]) ON CONFLICT DO NOTHING",
          [shopId, runId, met],
        );
      return { rows: seen.length, changed };
    },
  };
}

// How Shopify writes a line: its id first.
const USUAL_LINE = /^\{"id":"gid:\/\/shopify\/(\w+)\/(\d{1,18})"[,}]/;

/** Finds out whose line it is. As Shopify writes it, that can be seen without reading the whole, which most lines of a nightly sync need not be. */
function readCustomerLine(line: ReadLine): CustomerLine | SetAsideReason | undefined {
  const { text } = line;
  const [, kind, number] = USUAL_LINE.exec(text) ?? [];
  if (kind !== undefined && number !== undefined && !text.includes('"__parentId"') && !text.includes("\\/"))
    return kind === "Customer" ? { ...line, id: number, companyIds: companyIdsIn(text) } : undefined;
  const object = parseObject(text);
  if (typeof object === "string") return object;
  const { id, __parentId } = object;
  const other =
    typeof __parentId === "string" ||
    (typeof id === "string" && id.startsWith("gid://shopify/") && !id.startsWith("gid://shopify/Customer/"));
  if (other) return undefined;
  if (typeof id !== "string") return "unknown_object";
  const given = gidNumber(id);
  return given ? { ...line, id: given, companyIds: companyIdsIn(JSON.stringify(object)) } : "invalid_object";
}

/** The customer that a line tells of, or why there is none. */
function readCustomer({ id, text }: CustomerLine): ShopifyCustomer | SetAsideReason {
  const object = parseObject(text);
  if (typeof object === "string") return object;
  const customer = shopifyCustomer.safeParse(object).data;
  return customer?.id === id ? customer : "invalid_object";
}

/** Numbers of the companies in a customer's record. */
function companyIdsIn(text: string): string[] {
  return text.includes("gid://shopify/Company/")
    ? [...text.matchAll(/gid:\/\/shopify\/Company\/\d+(?=")/g)].flatMap(([gid]) => gidNumber(gid) ?? [])
    : [];
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
      await joinByHashing(tx);
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
