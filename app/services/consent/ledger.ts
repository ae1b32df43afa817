import type { ConsentSurface } from "@prisma/client";
import { lockAddress, shareContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { nextStanding, type ConsentEventKind } from "~/policy/consentStanding";
import type { ConsentStanding } from "~/policy/facts";
import { requestConsentWrites } from "~/services/storeWrites/requestWrites";

/** One event to be added to the ledger. Holds no personal data: the address is a keyed hash. */
export interface ConsentEventEntry {
  readonly kind: ConsentEventKind;
  readonly consentKey: Buffer;
  readonly at: Date;
  readonly requestId?: bigint | string;
  readonly surface?: ConsentSurface;
  readonly wordingVersion?: number;
  readonly wording?: string;
  readonly proof?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Appends an event to the ledger and folds it into the address's standing, in the caller's transaction. The ledger's only writer (P13).
 * Gives the standing after it.
 */
export async function appendConsentEvent(tx: Sql, shopId: number, entry: ConsentEventEntry): Promise<ConsentStanding> {
  await shareContacts(tx, shopId);
  await lockAddress(tx, shopId, entry.consentKey);
  const { rows: inserted } = await tx.query<{ id: string }>(
    `INSERT INTO consent_event (shop_id, at, kind, consent_key, request_id, surface, wording_version, wording, proof)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [
      shopId,
      entry.at,
      entry.kind,
      entry.consentKey,
      entry.requestId ?? null,
      entry.surface ?? null,
      entry.wordingVersion ?? null,
      entry.wording ?? null,
      JSON.stringify(entry.proof ?? {}),
    ],
  );
  const { rows } = await tx.query<{ standing: ConsentStanding }>(
    "SELECT standing FROM address_standing WHERE shop_id = $1 AND consent_key = $2",
    [shopId, entry.consentKey],
  );
  const before = rows[0]?.standing ?? "none";
  const after = nextStanding(before, entry.kind);
  if (after === before) return after;
  await tx.query(
    `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, consent_key) DO UPDATE SET standing = excluded.standing, since = excluded.since, last_event_id = excluded.last_event_id`,
    [shopId, entry.consentKey, after, entry.at, inserted[0]?.id],
  );
  // In the order of their ids, as everybody does who locks several contacts.
  await tx.query(
    `UPDATE contact c SET consent = $3 FROM (
       SELECT id FROM contact WHERE shop_id = $1 AND consent_key = $2 AND consent <> $3 ORDER BY id FOR UPDATE
     ) mine WHERE c.shop_id = $1 AND c.id = mine.id`,
    [shopId, entry.consentKey, after],
  );
  if (after === "confirmed") await requestConsentWrites(tx, shopId, { consentKeys: [entry.consentKey] });
  return after;
}
