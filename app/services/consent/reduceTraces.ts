import { prisma } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { browserFamily, reduceIp, TRACE_MONTHS } from "~/policy/traces";

/** Requests reduced in one transaction. */
const CHUNK = 2000;

/** The index consent_request_traces_idx. */
const DUE = `traces_reduced_at IS NULL AND (ip IS NOT NULL OR user_agent IS NOT NULL OR confirmed_ip IS NOT NULL OR confirmed_user_agent IS NOT NULL)
  AND coalesce(confirmed_at, requested_at) <= $2`;

/**
 * Reduces the IP addresses and user agents of requests whose last act is `TRACE_MONTHS` past: to the network, and to the family of the browser (P3; UK GDPR Art 5(1)(c) and (e)). Some thousand at a time, safe to run again;
 * what is reduced is never looked at again.
 */
export async function reduceTraces(at: Date): Promise<void> {
  const before = new Date(at);
  before.setUTCMonth(before.getUTCMonth() - TRACE_MONTHS);
  for (const { id } of await prisma().shop.findMany({ select: { id: true } })) {
    for (let reduced = CHUNK; reduced === CHUNK;) reduced = await transaction((tx) => reduceChunk(tx, id, before, at));
  }
}

interface Traces {
  readonly id: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly confirmedIp: string | null;
  readonly confirmedUserAgent: string | null;
}

async function reduceChunk(tx: Sql, shopId: number, before: Date, at: Date): Promise<number> {
  // Whoever presses the link of such a request at this moment is waited for, and has then acted anew.
  const { rows } = await tx.query<Traces>(
    `SELECT id::text, ip, user_agent AS "userAgent", confirmed_ip AS "confirmedIp", confirmed_user_agent AS "confirmedUserAgent"
     FROM consent_request WHERE shop_id = $1 AND ${DUE} ORDER BY coalesce(confirmed_at, requested_at) LIMIT ${CHUNK} FOR UPDATE`,
    [shopId, before],
  );
  const column = (pick: (row: Traces) => string | null) => rows.map(pick);
  await tx.query(
    `UPDATE consent_request q SET ip = r.ip, user_agent = r.agent, confirmed_ip = r.confirmed_ip, confirmed_user_agent = r.confirmed_agent, traces_reduced_at = $2
     FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[]) AS r (id, ip, agent, confirmed_ip, confirmed_agent)
     WHERE q.shop_id = $1 AND q.id = r.id`,
    [
      shopId,
      at,
      column(({ id }) => id),
      column(({ ip }) => ip && reduceIp(ip)),
      column(({ userAgent }) => userAgent && browserFamily(userAgent)),
      column(({ confirmedIp }) => confirmedIp && reduceIp(confirmedIp)),
      column(({ confirmedUserAgent }) => confirmedUserAgent && browserFamily(confirmedUserAgent)),
    ],
  );
  return rows.length;
}
