import type { ExclusionSource } from "@prisma/client";
import { lockForExclusion } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { appendConsentEvent } from "~/services/consent/ledger";

/** One address to be excluded. */
export interface ExclusionEntry {
  /** Keyed hash of the broad form. */
  readonly key: Buffer;
  /** The address itself, where it is known; kept until erasure. */
  readonly email?: string | null;
  readonly source: ExclusionSource;
  readonly at: Date;
  /** Member of staff; absent when the person did it. */
  readonly actor?: string;
  readonly note?: string;
  /** The mail whose link was used. */
  readonly campaignId?: number;
  readonly recipientSeq?: number;
}

/**
 * Puts addresses on the shop's exclusion list, in the caller's transaction, and appends each to its history. The list's only writer (P10, P12). Once the transaction
 * has committed, no batch not yet handed over contains them. An address already on the list stays as it was, and the history grows. Consent held by
 * any spelling of the address is withdrawn in the ledger (UK GDPR Art 7(3)).
 */
export async function exclude(tx: Sql, shopId: number, entries: readonly ExclusionEntry[]): Promise<void> {
  await lockForExclusion(tx, shopId);
  for (const entry of entries) {
    const values = [
      shopId,
      entry.key,
      entry.source,
      entry.at,
      entry.actor ?? null,
      entry.note ?? null,
      entry.campaignId ?? null,
      entry.recipientSeq ?? null,
    ];
    await tx.query(
      `INSERT INTO exclusion (shop_id, key, source, at, actor, note, campaign_id, recipient_seq, email)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (shop_id, key) DO NOTHING`,
      [...values, entry.email ?? null],
    );
    await tx.query(
      `INSERT INTO exclusion_event (shop_id, key, source, at, actor, note, campaign_id, recipient_seq)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      values,
    );
    await withdrawConsents(tx, shopId, entry);
  }
}

async function withdrawConsents(tx: Sql, shopId: number, entry: ExclusionEntry): Promise<void> {
  const { rows } = await tx.query<{ consent_key: Buffer }>(
    `SELECT DISTINCT r.consent_key FROM consent_request r
     JOIN address_standing s ON s.shop_id = r.shop_id AND s.consent_key = r.consent_key
     WHERE r.shop_id = $1 AND r.exclusion_key = $2 AND s.standing IN ('requested', 'confirmed')`,
    [shopId, entry.key],
  );
  for (const { consent_key } of rows) {
    await appendConsentEvent(tx, shopId, { kind: "withdrawn", consentKey: consent_key, at: entry.at, proof: { by: entry.source } });
  }
}

/** Whether an address is on the shop's exclusion list. Throws when the database cannot say: the caller must then not send (P12). */
export async function isExcluded(tx: Sql, shopId: number, key: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query("SELECT 1 FROM exclusion WHERE shop_id = $1 AND key = $2", [shopId, key]);
  return rowCount !== 0;
}
