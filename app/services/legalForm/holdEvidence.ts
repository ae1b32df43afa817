import { lockContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import type { Evidence } from "~/policy/legalForm";
import { reweighContacts } from "./reweighContacts";

/** A piece of evidence that the store does not have. */
export interface HeldEntry {
  readonly contactId: string;
  readonly evidence: Evidence;
  readonly at: Date;
  /** Member of staff; none for the person and for the register. */
  readonly actor?: string;
  /** Ids of held pieces that this one takes the place of. */
  readonly replaces?: readonly string[];
}

/** Holds evidence of contacts' legal forms beside the store's, marks what it replaces as undone, and weighs the contacts anew, in the caller's transaction. Nothing held is ever deleted. */
export async function holdEvidence(tx: Sql, shopId: number, entries: readonly HeldEntry[]): Promise<void> {
  await lockContacts(tx, shopId);
  for (const { contactId, evidence, at, actor, replaces = [] } of entries) {
    await tx.query(
      `INSERT INTO form_evidence (shop_id, contact_id, source, says, detail, mark, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [shopId, contactId, evidence.source, evidence.says, evidence.detail, evidence.mark ?? null, at, actor ?? null],
    );
    await undoPieces(tx, shopId, contactId, replaces, at);
  }
  const contactIds = [...new Set(entries.map(({ contactId }) => contactId))];
  await tx.query("UPDATE contact SET held_evidence = true WHERE shop_id = $1 AND id = ANY($2::bigint[])", [
    shopId,
    contactIds,
  ]);
  await reweighContacts(tx, shopId, contactIds);
}

/** Marks pieces of one contact as undone, and weighs it anew. */
export async function dropEvidence(
  tx: Sql,
  shopId: number,
  contactId: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await lockContacts(tx, shopId);
  await undoPieces(tx, shopId, contactId, ids, at);
  await reweighContacts(tx, shopId, [contactId]);
}

async function undoPieces(tx: Sql, shopId: number, contactId: string, ids: readonly string[], at: Date): Promise<void> {
  await tx.query(
    "UPDATE form_evidence SET undone_at = $4 WHERE shop_id = $1 AND contact_id = $2 AND id = ANY($3::bigint[]) AND undone_at IS NULL",
    [shopId, contactId, ids, at],
  );
}
