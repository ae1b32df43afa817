import type { ExclusionAct, ExclusionSource } from "@prisma/client";
import { pool } from "~/db/client";
import { domainsOf } from "~/db/excludedDomains";
import type { InboundWay } from "~/policy/consentSurface";

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

/** One time an address was put on the list, also when it was on it before, or taken off it. */
export interface ExclusionHistoryEntry extends ExclusionEntry {
  readonly act: ExclusionAct;
  /** Of a release by staff: how and when the person had asked. */
  readonly askedHow: InboundWay | null;
  readonly askedAt: Date | null;
}

/** A whole domain on the list that an address is at or below. */
export interface DomainExclusion extends ExclusionEntry {
  readonly key: string;
  readonly domain: string;
}

/** What the exclusion list has of an address. */
export interface ContactExclusion {
  /** The row of the list, by its key in hex. */
  readonly key: string;
  /** Since when and how it is on the list; null when it is not. */
  readonly listed: ExclusionEntry | null;
  /** The domains by which it is excluded whether or not it is on the list itself. */
  readonly domains: readonly DomainExclusion[];
  /** All else that happened, newest first; the last 20. */
  readonly history: readonly ExclusionHistoryEntry[];
}

const SHOWN = 20;
const FIELDS = `e.at, e.source, e.actor, e.note, e.campaign_id AS "campaignId", k.name AS "campaignName"`;
const CAMPAIGN = "LEFT JOIN campaign k ON k.shop_id = e.shop_id AND k.id = e.campaign_id";

/** Reads what the exclusion list has of an address (P12), or `null` when it has never been on it. */
export async function readContactExclusion(
  shopId: number,
  key: Uint8Array | null,
  email: string,
): Promise<ContactExclusion | null> {
  if (!key) return null;
  const bytes = Buffer.from(key);
  const [{ rows: listed }, { rows: domains }, { rows: history }] = await Promise.all([
    pool().query<ExclusionEntry>(`SELECT ${FIELDS} FROM exclusion e ${CAMPAIGN} WHERE e.shop_id = $1 AND e.key = $2`, [
      shopId,
      bytes,
    ]),
    pool().query<DomainExclusion>(
      `SELECT ${FIELDS}, encode(e.key, 'hex') AS key, e.domain FROM exclusion e ${CAMPAIGN}
       WHERE e.shop_id = $1 AND e.domain IS NOT NULL AND e.domain = ANY($2::text[]) ORDER BY e.at`,
      [shopId, domainsOf(email)],
    ),
    // But for what put it on the list as it is now, which is told by the list itself.
    pool().query<ExclusionHistoryEntry>(
      `SELECT ${FIELDS}, e.act, e.asked_how AS "askedHow", e.asked_at AS "askedAt" FROM exclusion_event e ${CAMPAIGN}
       WHERE e.shop_id = $1 AND e.key = $2 AND e.id IS DISTINCT FROM (
         SELECT max(o.id) FROM exclusion x JOIN exclusion_event o ON o.shop_id = x.shop_id AND o.key = x.key AND o.act = 'excluded' AND o.at = x.at AND o.source = x.source
         WHERE x.shop_id = $1 AND x.key = $2)
       ORDER BY e.id DESC LIMIT ${SHOWN}`,
      [shopId, bytes],
    ),
  ]);
  if (listed.length === 0 && domains.length === 0 && history.length === 0) return null;
  return { key: bytes.toString("hex"), listed: listed[0] ?? null, domains, history };
}
