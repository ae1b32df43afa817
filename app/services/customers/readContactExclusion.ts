import type { ExclusionSource } from "@prisma/client";
import { pool } from "~/db/client";

/** One time an address was put on the exclusion list. */
export interface ExclusionEntry {
  readonly at: Date;
  readonly source: ExclusionSource;
  readonly actor: string | null;
  readonly note: string | null;
  /** The mail whose link was used, if one was. */
  readonly campaignId: number | null;
  readonly campaignName: string | null;
}

/** Since when an address is excluded and how, and how often it was asked for again since. */
export interface ContactExclusion extends ExclusionEntry {
  /** Later times, newest first; the last 20. */
  readonly again: readonly ExclusionEntry[];
}

const SHOWN = 20;
const FIELDS = `e.at, e.source, e.actor, e.note, e.campaign_id AS "campaignId", k.name AS "campaignName"`;
const CAMPAIGN = "LEFT JOIN campaign k ON k.shop_id = e.shop_id AND k.id = e.campaign_id";

/** Reads the exclusion of an address (P12), or `null` when it is not on the list. */
export async function readContactExclusion(shopId: number, key: Uint8Array | null): Promise<ContactExclusion | null> {
  if (!key) return null;
  const bytes = Buffer.from(key);
  const [listed, history] = await Promise.all([
    pool().query<ExclusionEntry>(`SELECT ${FIELDS} FROM exclusion e ${CAMPAIGN} WHERE e.shop_id = $1 AND e.key = $2`, [
      shopId,
      bytes,
    ]),
    pool().query<ExclusionEntry>(
      `SELECT ${FIELDS} FROM exclusion_event e ${CAMPAIGN} WHERE e.shop_id = $1 AND e.key = $2
         AND e.id > (SELECT min(id) FROM exclusion_event WHERE shop_id = $1 AND key = $2) ORDER BY e.id DESC LIMIT ${SHOWN}`,
      [shopId, bytes],
    ),
  ]);
  const [first] = listed.rows;
  return first ? { ...first, again: history.rows } : null;
}
