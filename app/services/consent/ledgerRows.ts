import type { LedgerEntry } from "~/policy/ledgerEntry";

/** A row of the ledger as SQL reads it, with alias `e`: every column, none of them through a clock or a time zone. */
export const LEDGER_COLUMNS = `e.id::text AS id, e.shop_id AS "shopId", CASE WHEN isfinite(e.at) THEN (extract(epoch FROM e.at) * 1000)::bigint::text END AS at, e.kind::text AS kind,
  e.consent_key AS "consentKey", e.request_id::text AS "requestId", e.surface::text AS surface, e.wording_version AS "wordingVersion", e.wording, e.proof`;

/** As `LEDGER_COLUMNS` gives it. */
export type LedgerRow = LedgerEntry & { readonly consentKey: Buffer };
