import { pool } from "~/db/client";
import type { ListWay } from "~/policy/prospectOrigin";

/** Where a contact's data come from, when they came from a list (P2; UK GDPR Art 14(2)(f)). */
export interface Provenance {
  readonly listId: number;
  readonly listName: string;
  readonly row: number;
  readonly way: ListWay;
  /** How the list came about, in the merchant's words. */
  readonly account: string;
  readonly source: string;
  readonly sector: string;
  readonly obtainedAt: Date;
  readonly importedAt: Date | null;
  readonly declaredBy: string;
  /** When the notice of UK GDPR Art 14 went out; null until then. */
  readonly noticeGivenAt: Date | null;
  /** Whether the prospect has given way to this contact of the store since. */
  readonly nowCustomer: boolean;
}

/** Where a contact's data come from: its own list, or that of the prospect which gave way to it. `null` for a contact that was never on a list. */
export async function readProvenance(shopId: number, contactId: string): Promise<Provenance | null> {
  if (!/^\d{1,18}$/.test(contactId)) return null;
  const { rows } = await pool().query<Provenance>(
    `SELECT l.id AS "listId", l.name AS "listName", p.row, l.way, l.account, p.source, p.sector, p.obtained_at AS "obtainedAt", c.added_at AS "importedAt",
            l.uploaded_by AS "declaredBy", c.notice_given_at AS "noticeGivenAt", p.contact_id <> $2 AS "nowCustomer"
     FROM prospect p
     JOIN contact c ON c.shop_id = p.shop_id AND c.id = p.contact_id
     JOIN prospect_list l ON l.shop_id = p.shop_id AND l.id = p.list_id
     WHERE p.shop_id = $1 AND p.contact_id = ANY (ARRAY(
       SELECT o.id FROM contact o WHERE o.shop_id = $1 AND o.exclusion_key = (SELECT exclusion_key FROM contact WHERE shop_id = $1 AND id = $2)
     ) || $2::bigint)
     ORDER BY p.contact_id = $2 DESC, p.contact_id DESC LIMIT 1`,
    [shopId, contactId],
  );
  return rows[0] ?? null;
}
