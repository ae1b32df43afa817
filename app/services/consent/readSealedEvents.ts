import type { ConsentSurface } from "@prisma/client";
import type { Sql } from "~/db/transaction";
import { CHAIN_START, linkHash, sameHash } from "~/lib/chain";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { ENTRY_VERSION, writeLedgerEntry } from "~/policy/ledgerEntry";
import { ledgerKey } from "~/services/shops/keys";
import { LEDGER_COLUMNS, type LedgerRow } from "./ledgerRows";

/** The seal of an event: where it stands in the shop's chain, and whether it was made of what the event says now. */
export interface EventSeal {
  readonly position: number;
  /** Hexadecimal. */
  readonly hash: string;
  readonly holds: boolean;
}

/** An event of the ledger with its seal. */
export interface SealedEvent {
  /** Counts up: the order in which things happened, whatever the clocks say. */
  readonly id: string;
  /** By the clock of the server that wrote it. */
  readonly at: Date;
  readonly kind: ConsentEventKind;
  readonly requestId: string | null;
  readonly surface: ConsentSurface | null;
  readonly wordingVersion: number | null;
  readonly wording: string | null;
  readonly proof: Readonly<Record<string, unknown>>;
  /** Null until the next sealing, some minutes at most. */
  readonly seal: EventSeal | null;
}

interface Row extends LedgerRow {
  readonly moment: Date;
  readonly position: string | null;
  readonly version: number | null;
  readonly hash: Buffer | null;
  readonly previous: Buffer | null;
}

/** Reads what the ledger has of one address, newest first, each event with its seal (P13). `before`: the number of the oldest event read so far. */
export async function readSealedEvents(
  sql: Sql,
  shopId: number,
  consentKey: Uint8Array,
  { before, limit }: { readonly before?: bigint | undefined; readonly limit?: number } = {},
): Promise<SealedEvent[]> {
  const key = await ledgerKey(shopId);
  const { rows } = await sql.query<Row>(
    `SELECT ${LEDGER_COLUMNS}, e.at AS moment, s.position::text AS position, s.version, s.hash, p.hash AS previous
     FROM consent_event e
     LEFT JOIN consent_seal s ON s.shop_id = e.shop_id AND s.event_id = e.id
     LEFT JOIN consent_seal p ON p.shop_id = s.shop_id AND p.position = s.position - 1
     WHERE e.shop_id = $1 AND e.consent_key = $2 AND ($3::bigint IS NULL OR e.id < $3) ORDER BY e.id DESC LIMIT $4`,
    [shopId, Buffer.from(consentKey), before?.toString() ?? null, limit ?? null],
  );
  const holds = (row: Row): boolean => {
    const previous = row.position === "1" ? CHAIN_START.hash : row.previous;
    const readable = row.version !== null && row.version >= 1 && row.version <= ENTRY_VERSION;
    if (!row.hash || !previous || !readable) return false;
    return sameHash(row.hash, linkHash(previous, writeLedgerEntry(row, row.version ?? undefined), key));
  };
  return rows.map((row) => ({
    id: row.id,
    at: row.moment,
    kind: row.kind as ConsentEventKind,
    requestId: row.requestId,
    surface: row.surface as ConsentSurface | null,
    wordingVersion: row.wordingVersion,
    wording: row.wording,
    proof: row.proof as Readonly<Record<string, unknown>>,
    seal: row.hash && { position: Number(row.position), hash: row.hash.toString("hex"), holds: holds(row) },
  }));
}
