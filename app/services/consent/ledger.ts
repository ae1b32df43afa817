import type { ConsentSurface } from "@prisma/client";
import { lockAddress, shareContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { foldEvents, nextStanding, type ConsentEventKind } from "~/policy/consentStanding";
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
  const {
    standing: after,
    since,
    eventId,
  } = entry.kind === "withdrawal_undone"
    ? await standingAgain(tx, shopId, entry.consentKey)
    : { standing: nextStanding(before, entry.kind), since: entry.at, eventId: inserted[0]?.id };
  if (after === before) return after;
  if (after === "none")
    // Nothing had been said before what was taken back.
    await tx.query("DELETE FROM address_standing WHERE shop_id = $1 AND consent_key = $2", [shopId, entry.consentKey]);
  else
    await tx.query(
      `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, consent_key) DO UPDATE SET standing = excluded.standing, since = excluded.since, last_event_id = excluded.last_event_id`,
      [shopId, entry.consentKey, after, since, eventId],
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

/** What the ledger amounts to with the event just appended: a withdrawal taken back leaves what stood before, since when it stood, by its own event. */
async function standingAgain(
  tx: Sql,
  shopId: number,
  consentKey: Buffer,
): Promise<{ standing: ConsentStanding; since: Date | undefined; eventId: string | undefined }> {
  const { rows } = await tx.query<{ id: string; at: Date; kind: ConsentEventKind }>(
    "SELECT id::text, at, kind FROM consent_event WHERE shop_id = $1 AND consent_key = $2 ORDER BY consent_event.id",
    [shopId, consentKey],
  );
  const { standing, by } = foldEvents(rows.map(({ kind }) => kind));
  const event = by === undefined ? undefined : rows[by];
  return { standing, since: event?.at, eventId: event?.id };
}
