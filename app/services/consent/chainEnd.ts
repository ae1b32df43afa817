import type { Sql } from "~/db/transaction";
import { CHAIN_START, headMac, sameHash, type ChainHead, type ChainKey } from "~/lib/chain";

/** Where a shop's chain ends. */
export interface ChainEnd {
  /** The end to build on: vouched for by the key, and the last seal is it. Absent when the end was cut off or changed. */
  readonly head?: ChainHead;
  /** What the key vouches for, whether or not the seals still reach there. */
  readonly vouched?: ChainHead;
}

/** Reads where the shop's chain ends, and whether that is where it was left. */
export async function readChainEnd(tx: Sql, shopId: number, key: ChainKey): Promise<ChainEnd> {
  const { rows } = await tx.query<{
    position: string | null;
    hash: Buffer | null;
    mac: Buffer | null;
    lastPosition: string | null;
    lastHash: Buffer | null;
  }>(
    `SELECT h.position::text AS position, h.hash, h.mac, l.position::text AS "lastPosition", l.hash AS "lastHash"
     FROM (SELECT 1) one
     LEFT JOIN consent_seal_head h ON h.shop_id = $1
     LEFT JOIN LATERAL (SELECT position, hash FROM consent_seal WHERE shop_id = $1 ORDER BY position DESC LIMIT 1) l ON true`,
    [shopId],
  );
  const [found] = rows;
  if (!found?.hash || !found.mac) return found?.lastHash ? {} : { head: CHAIN_START, vouched: CHAIN_START };
  const noted = { position: Number(found.position), hash: found.hash };
  if (!sameHash(found.mac, headMac(noted, key))) return {};
  const reached =
    found.position === found.lastPosition && found.lastHash !== null && sameHash(found.lastHash, noted.hash);
  return reached ? { head: noted, vouched: noted } : { vouched: noted };
}
