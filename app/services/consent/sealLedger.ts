import { pool } from "~/db/client";
import { joinByHashing } from "~/db/joinByHashing";
import { tryLockForSealing } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { headMac, linkHash, type ChainHead, type ChainKey } from "~/lib/chain";
import { log } from "~/lib/log";
import { ENTRY_VERSION, writeLedgerEntry } from "~/policy/ledgerEntry";
import { ledgerKey } from "~/services/shops/keys";
import { readChainEnd } from "./chainEnd";
import { LEDGER_COLUMNS, type LedgerRow } from "./ledgerRows";

/** Events sealed in one transaction: memory stays flat however many wait. */
const CHUNK = 2000;

/** What came of sealing: how many events; `broken` when the chain does not end where it did, and was left as it is. */
export interface Sealing {
  readonly sealed: number;
  readonly broken: boolean;
}

/** Seals what has been appended to any shop's ledger since the last time (P13). A shop whose chain is broken keeps its events unsealed, and is named in the log as a fault. Safe at any time, also several at once. */
export async function sealLedgers(): Promise<void> {
  const { rows } = await pool().query<{ shopId: number }>(
    `SELECT s.id AS "shopId" FROM shop s WHERE EXISTS (SELECT 1 FROM consent_unsealed u WHERE u.shop_id = s.id) ORDER BY s.id`,
  );
  for (const { shopId } of rows) {
    const { broken } = await sealLedger(shopId);
    if (broken) log().error({ shopId }, "the ledger's chain does not end where it did: nothing is sealed any more");
  }
}

/**
 * Seals the shop's events that are not in its chain yet, oldest first, some thousand to a transaction. One at a time a shop; whoever appends is neither waited for nor kept waiting. Goes on only from an end that the key vouches
 * for: a chain that was cut or changed at its end is evidence, and is not built upon.
 */
export async function sealLedger(shopId: number): Promise<Sealing> {
  const key = await ledgerKey(shopId);
  let sealed = 0;
  for (let after: string | undefined = "0"; after !== undefined;) {
    const from: string = after;
    const chunk = await transaction(async (tx) =>
      (await tryLockForSealing(tx, shopId)) ? sealChunk(tx, shopId, key, from) : NOTHING,
    );
    if (!chunk) return { sealed, broken: true };
    sealed += chunk.sealed;
    after = chunk.last;
  }
  return { sealed, broken: false };
}

/** What a chunk sealed, and the last event it looked at; none when no more wait. */
interface Chunk {
  readonly sealed: number;
  readonly last: string | undefined;
}
const NOTHING: Chunk = { sealed: 0, last: undefined };

/** A note with its event, if that is still there. */
type Noted = (LedgerRow | { readonly id: null }) & { readonly noted: string; readonly again: boolean };

async function sealChunk(tx: Sql, shopId: number, key: ChainKey, after: string): Promise<Chunk | undefined> {
  const { head } = await readChainEnd(tx, shopId, key);
  if (!head) return undefined;
  // Beyond the last chunk's events: their notes are gone, but an index still holds where they were until it is vacuumed. Events and seals by the range of the notes, and hashed: of a shop that is new to it the planner expects one of each, took
  // an index by address for as good as the one by number, and read all events for each note: 11 s a chunk.
  await joinByHashing(tx);
  const { rows: notes } = await tx.query<Noted>(
    `WITH u AS MATERIALIZED (
       SELECT event_id FROM consent_unsealed WHERE shop_id = $1 AND event_id > $2 ORDER BY event_id LIMIT ${CHUNK}
     )
     SELECT ${LEDGER_COLUMNS}, u.event_id::text AS noted, s.position IS NOT NULL AS again
     FROM u
     LEFT JOIN consent_event e ON e.shop_id = $1 AND e.id = u.event_id AND e.id BETWEEN (SELECT min(event_id) FROM u) AND (SELECT max(event_id) FROM u)
     LEFT JOIN consent_seal s ON s.shop_id = $1 AND s.event_id = u.event_id AND s.event_id BETWEEN (SELECT min(event_id) FROM u) AND (SELECT max(event_id) FROM u)
     ORDER BY u.event_id`,
    [shopId, after],
  );
  const last = notes.at(-1)?.noted;
  if (last === undefined) return NOTHING;
  // A note whose event was deleted stays, for whoever verifies the ledger.
  const rows = notes.filter((row) => row.id !== null);
  const fresh = rows.filter(({ again }) => !again);
  let { hash } = head;
  const hashes = fresh.map((row) => (hash = linkHash(hash, writeLedgerEntry(row), key)));
  await tx.query(
    `INSERT INTO consent_seal (shop_id, position, event_id, version, hash)
     SELECT $1, $2::bigint + l.number, l.event_id, $3, l.hash FROM unnest($4::bigint[], $5::bytea[]) WITH ORDINALITY AS l (event_id, hash, number)`,
    [shopId, head.position, ENTRY_VERSION, fresh.map(({ id }) => id), hashes],
  );
  await tx.query("DELETE FROM consent_unsealed WHERE shop_id = $1 AND event_id = ANY($2::bigint[])", [
    shopId,
    rows.map(({ noted }) => noted),
  ]);
  if (fresh.length > 0) await moveHead(tx, shopId, { position: head.position + fresh.length, hash }, key);
  return { sealed: fresh.length, last: notes.length === CHUNK ? last : undefined };
}

async function moveHead(tx: Sql, shopId: number, head: ChainHead, key: ChainKey): Promise<void> {
  await tx.query(
    `INSERT INTO consent_seal_head (shop_id, position, hash, mac) VALUES ($1, $2, $3, $4)
     ON CONFLICT (shop_id) DO UPDATE SET position = excluded.position, hash = excluded.hash, mac = excluded.mac`,
    [shopId, head.position, head.hash, headMac(head, key)],
  );
}
