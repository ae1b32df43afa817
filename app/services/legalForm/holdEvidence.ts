import { lockContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import type { Evidence } from "~/policy/legalForm";
import { requestFormWrites } from "~/services/storeWrites/requestWrites";
import { reweighContacts } from "./reweighContacts";

/** A piece of evidence that the store does not have. */
export interface HeldEntry {
  readonly contactId: string;
  readonly evidence: Evidence;
  readonly at: Date;
  /** Member of staff; none for the person and for the register. */
  readonly actor?: string;
  /** Why, in the words of whoever decided. */
  readonly reason?: string;
  /** What is decided together is undone together. */
  readonly groupId?: string;
  /** Numbers of held pieces of this contact that this one takes the place of. */
  readonly replaces?: readonly string[];
}

/** Holds evidence of contacts' legal forms beside the store's, marks what it replaces as undone, and weighs the contacts anew, in the caller's transaction. The one writer of held evidence; nothing held is ever deleted here. */
export async function holdEvidence(tx: Sql, shopId: number, entries: readonly HeldEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await lockContacts(tx, shopId);
  const pieces = entries.map(({ contactId, evidence, at, actor, reason, groupId }) => ({
    contact_id: contactId,
    source: evidence.source,
    says: evidence.says,
    detail: evidence.detail,
    mark: evidence.mark ?? null,
    reason: reason ?? null,
    at,
    actor: actor ?? null,
    overrides: evidence.overrides ?? [],
    group_id: groupId ?? null,
  }));
  await tx.query(
    `INSERT INTO form_evidence (shop_id, contact_id, source, says, detail, mark, reason, at, actor, overrides, group_id)
     SELECT $1, p.* FROM jsonb_to_recordset($2) AS p (contact_id bigint, source text, says text, detail text, mark text, reason text, at timestamptz, actor text, overrides text[], group_id uuid)`,
    [shopId, JSON.stringify(pieces)],
  );
  for (const { contactId, replaces = [], at, actor } of entries)
    if (replaces.length > 0) await markUndone(tx, shopId, contactId, replaces, at, actor);
  await reweighContacts(tx, shopId, [...new Set(entries.map(({ contactId }) => contactId))]);
  const decided = entries.filter(({ evidence }) => evidence.source === "staff_decision");
  await requestFormWrites(
    tx,
    shopId,
    decided.map(({ contactId }) => contactId),
  );
}

/** Marks held pieces of one contact as undone, and weighs it anew. */
export async function dropEvidence(
  tx: Sql,
  shopId: number,
  contactId: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await lockContacts(tx, shopId);
  await markUndone(tx, shopId, contactId, ids, at);
  await reweighContacts(tx, shopId, [contactId]);
}

/** Marks all pieces that were held together as undone, by a member of staff, and weighs their contacts anew. Gives how many; none the second time. */
export async function dropGroup(tx: Sql, shopId: number, groupId: string, actor: string, at: Date): Promise<number> {
  await lockContacts(tx, shopId);
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE form_evidence SET undone_at = $3, undone_by = $4 WHERE shop_id = $1 AND group_id = $2 AND undone_at IS NULL
     RETURNING contact_id::text AS id`,
    [shopId, groupId, at, actor],
  );
  const contactIds = rows.map(({ id }) => id);
  await reweighContacts(tx, shopId, contactIds);
  await requestFormWrites(tx, shopId, contactIds);
  return rows.length;
}

async function markUndone(
  tx: Sql,
  shopId: number,
  contactId: string,
  ids: readonly string[],
  at: Date,
  actor?: string,
): Promise<void> {
  await tx.query(
    "UPDATE form_evidence SET undone_at = $4, undone_by = $5 WHERE shop_id = $1 AND contact_id = $2 AND id = ANY($3::bigint[]) AND undone_at IS NULL",
    [shopId, contactId, ids, at, actor ?? null],
  );
}
