import { linkHash, sameHash, CHAIN_START, type ChainHead, type ChainKey } from "~/lib/chain";
import { joinByHashing } from "~/db/joinByHashing";
import { transaction, type Sql } from "~/db/transaction";
import { ENTRY_VERSION, writeLedgerEntry } from "~/policy/ledgerEntry";
import { ledgerKey } from "~/services/shops/keys";
import { readChainEnd } from "./chainEnd";
import { LEDGER_COLUMNS, type LedgerRow } from "./ledgerRows";

/** Seals read at once: memory stays flat however long the chain is. */
const PAGE = 5000;

/**
 * What can be wrong with a ledger and its chain. Of the event: *changed* after it was sealed (or what was before it taken out, and the rest moved up), *deleted*, *put in under an old number*, *put in past the trigger* that notes it, or deleted before it was sealed. Of the seal:
 * *changed* (also: in another's place), *deleted*. *End moved*: the chain does not end where it was vouched to end.
 */
export type LedgerFault =
  | "event_changed"
  | "event_deleted"
  | "event_put_in"
  | "event_not_noted"
  | "event_deleted_unsealed"
  | "seal_changed"
  | "seal_deleted"
  | "end_moved";

/** The first row of a shop's ledger that is not as it was written. */
export interface TamperedRow {
  readonly fault: LedgerFault;
  /** Its place in the chain; null for an event outside of it. */
  readonly position: number | null;
  /** Null where nothing says which event it was. */
  readonly eventId: string | null;
}

/** What walking a shop's chain has shown. */
export interface LedgerProof {
  readonly sealed: number;
  readonly unsealed: number;
  readonly head: ChainHead;
  /** Absent when all is as it was written. */
  readonly tampered?: TamperedRow;
}

/**
 * Walks the shop's whole chain as of one moment and names the first row that is not as it was written (P13). Proves nothing of what was written before it was sealed, and takes the key to be the one that sealed: see
 * docs/decisions/0010. Changes nothing in it.
 */
export async function verifyLedger(shopId: number): Promise<LedgerProof> {
  const key = await ledgerKey(shopId);
  return transaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const walked = await walk(tx, shopId, key);
    const tampered = await firstOf(tx, shopId, key, walked);
    const { rows } = await tx.query<{ unsealed: string }>(
      "SELECT count(*) AS unsealed FROM consent_unsealed WHERE shop_id = $1",
      [shopId],
    );
    const counts = { sealed: walked.head.position, unsealed: Number(rows[0]?.unsealed), head: walked.head };
    return tampered ? { ...counts, tampered } : counts;
  });
}

interface Walk {
  /** The last link that holds. */
  readonly head: ChainHead;
  readonly broken?: TamperedRow;
}

interface SealedRow {
  readonly position: string;
  readonly eventId: string;
  readonly version: number;
  readonly hash: Buffer;
}
/** A seal with its event, as far as that is there. */
type Link = SealedRow & { [K in keyof LedgerRow]: LedgerRow[K] | null };

async function walk(tx: Sql, shopId: number, key: ChainKey): Promise<Walk> {
  let head = CHAIN_START;
  for (;;) {
    const links = await readLinks(tx, shopId, head.position, PAGE);
    for (const link of links) {
      const fault = faultOf(link, head, key);
      if (fault) return { head, broken: await explain(tx, shopId, key, link, head.position + 1, fault) };
      head = { position: Number(link.position), hash: link.hash };
    }
    if (links.length < PAGE) return { head };
  }
}

async function readLinks(tx: Sql, shopId: number, after: number, limit: number): Promise<Link[]> {
  // Keyset over the seal's primary key, each event by its own.
  const { rows } = await tx.query<Link>(
    `SELECT s.position::text AS position, s.event_id::text AS "eventId", s.version, s.hash, ${LEDGER_COLUMNS}
     FROM (SELECT * FROM consent_seal WHERE shop_id = $1 AND position > $2 ORDER BY position LIMIT ${limit}) s
     LEFT JOIN consent_event e ON e.shop_id = s.shop_id AND e.id = s.event_id ORDER BY s.position`,
    [shopId, after],
  );
  return rows;
}

function faultOf(link: Link, before: ChainHead, key: ChainKey): LedgerFault | undefined {
  if (Number(link.position) !== before.position + 1) return "seal_deleted";
  if (link.id === null) return "event_deleted";
  if (link.version < 1 || link.version > ENTRY_VERSION) return "seal_changed";
  return holds(link, before.hash, key) ? undefined : "event_changed";
}

/** Only for a link whose event is there, and whose version there is. */
function holds(link: Link, previous: Buffer, key: ChainKey): boolean {
  return sameHash(link.hash, linkHash(previous, writeLedgerEntry(link as LedgerRow, link.version), key));
}

/** Says which of the two was changed, the event or its seal: the seal is as it was made when what follows was made from it. */
async function explain(
  tx: Sql,
  shopId: number,
  key: ChainKey,
  link: Link,
  position: number,
  fault: LedgerFault,
): Promise<TamperedRow> {
  if (fault === "seal_deleted") return { fault, position, eventId: null };
  const row = { position, eventId: link.eventId };
  if (fault !== "event_changed") return { fault, ...row };
  const [next] = await readLinks(tx, shopId, position, 1);
  const genuine = next
    ? faultOf(next, { position, hash: link.hash }, key) === undefined
    : (await readChainEnd(tx, shopId, key)).head?.position === position;
  return { fault: genuine ? "event_changed" : "seal_changed", ...row };
}

/** The first row that is wrong: by its place in the chain, else among the events outside of it. */
async function firstOf(
  tx: Sql,
  shopId: number,
  key: ChainKey,
  { head, broken }: Walk,
): Promise<TamperedRow | undefined> {
  await joinByHashing(tx);
  return (
    (await findPutIn(tx, shopId, head.position)) ??
    broken ??
    (await findEnd(tx, shopId, key, head)) ??
    (await findOutside(tx, shopId))
  );
}

/** Events of one address are numbered in the order in which they are sealed, since its writers wait for each other: one that was sealed after a later number was put in under an old one. */
async function findPutIn(tx: Sql, shopId: number, upTo: number): Promise<TamperedRow | undefined> {
  const { rows } = await tx.query<{ position: string; eventId: string }>(
    `SELECT position::text AS position, event_id::text AS "eventId" FROM (
       SELECT s.position, s.event_id, max(s.event_id) OVER (PARTITION BY e.consent_key ORDER BY s.position) AS highest
       FROM consent_seal s JOIN consent_event e ON e.shop_id = s.shop_id AND e.id = s.event_id WHERE s.shop_id = $1 AND s.position <= $2
     ) sealed WHERE event_id < highest ORDER BY sealed.position LIMIT 1`,
    [shopId, upTo],
  );
  const [row] = rows;
  return row && { fault: "event_put_in", position: Number(row.position), eventId: row.eventId };
}

async function findEnd(tx: Sql, shopId: number, key: ChainKey, last: ChainHead): Promise<TamperedRow | undefined> {
  const { head, vouched } = await readChainEnd(tx, shopId, key);
  if (head) return undefined;
  if (vouched && vouched.position > last.position)
    return { fault: "seal_deleted", position: last.position + 1, eventId: null };
  return { fault: "end_moved", position: last.position, eventId: null };
}

/** Events that are neither sealed nor noted for it, and notes of events that are gone. */
async function findOutside(tx: Sql, shopId: number): Promise<TamperedRow | undefined> {
  const { rows } = await tx.query<{ fault: LedgerFault; eventId: string }>(
    `(SELECT 'event_not_noted' AS fault, e.id::text AS "eventId" FROM consent_event e
      WHERE e.shop_id = $1 AND NOT EXISTS (SELECT 1 FROM consent_seal s WHERE s.shop_id = $1 AND s.event_id = e.id)
        AND NOT EXISTS (SELECT 1 FROM consent_unsealed u WHERE u.shop_id = $1 AND u.event_id = e.id) ORDER BY e.id LIMIT 1)
     UNION ALL
     (SELECT 'event_deleted_unsealed', u.event_id::text FROM consent_unsealed u
      WHERE u.shop_id = $1 AND NOT EXISTS (SELECT 1 FROM consent_event e WHERE e.shop_id = $1 AND e.id = u.event_id) ORDER BY u.event_id LIMIT 1)`,
    [shopId],
  );
  const [row] = rows.sort((a, b) => Number(a.eventId) - Number(b.eventId));
  return row && { ...row, position: null };
}
