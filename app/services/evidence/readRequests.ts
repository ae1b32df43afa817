import type { ConsentSurface } from "@prisma/client";
import type { Sql } from "~/db/transaction";

/** A request for consent with what was kept of how it was asked and confirmed. */
export interface PackRequest {
  readonly id: string;
  readonly surface: ConsentSurface;
  readonly locale: string;
  readonly orderId: string | null;
  readonly page: string | null;
  /** What the person said to buy as. */
  readonly statedForm: string | null;
  /** Staff who asked for the person, and how the person had asked them. */
  readonly askedBy: string | null;
  readonly askedHow: string | null;
  readonly askedNote: string | null;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly confirmedAt: Date | null;
  readonly confirmedIp: string | null;
  readonly confirmedUserAgent: string | null;
  /** When IP addresses and user agents were reduced to networks and browser families. */
  readonly tracesReducedAt: Date | null;
}

/** Reads every request that was made with exactly this address, oldest first. */
export async function readRequests(sql: Sql, shopId: number, consentKey: Buffer): Promise<PackRequest[]> {
  const { rows } = await sql.query<PackRequest>(
    `SELECT q.id::text, q.surface, q.locale, q.order_id::text AS "orderId", q.page, q.stated_form AS "statedForm", q.asked_by AS "askedBy", q.asked_how AS "askedHow", q.asked_note AS "askedNote",
            q.requested_at AS "requestedAt", q.expires_at AS "expiresAt", q.ip, q.user_agent AS "userAgent", q.confirmed_at AS "confirmedAt", q.confirmed_ip AS "confirmedIp",
            q.confirmed_user_agent AS "confirmedUserAgent", q.traces_reduced_at AS "tracesReducedAt"
     FROM consent_request q WHERE q.shop_id = $1 AND q.consent_key = $2 ORDER BY q.id`,
    [shopId, consentKey],
  );
  return rows;
}
