import { lockContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import type { EvidenceSource } from "~/policy/legalForm";
import { readStatedForm, type StatedForm } from "~/policy/statedForm";
import { addressKeys } from "~/services/shops/keys";
import { readKnownEvidence } from "./heldEvidence";
import { holdEvidence } from "./holdEvidence";

const SOURCE: EvidenceSource = "stated_by_person";

/**
 * Holds what somebody said of the legal form at this exact address, in the caller's transaction, and gives for how many contacts that was new. Who says to be an individual is believed at once. Who says to be a company
 * may be anybody who knows the address: it supports, and counts only once the request it was made with is confirmed (P13). It never overrides what speaks against a company.
 */
export async function recordStatement(
  tx: Sql,
  shopId: number,
  statement: { email: string; form: StatedForm; confirmed: boolean; at: Date },
): Promise<number> {
  const stated = readStatedForm(statement.form);
  const says = stated === "corporate" && !statement.confirmed ? "supports_business" : stated;
  if (!says) return 0;
  const { consentKey } = await addressKeys(shopId);
  await lockContacts(tx, shopId);
  const { rows } = await tx.query<{ id: string }>(
    "SELECT id::text AS id FROM contact WHERE shop_id = $1 AND consent_key = $2 AND deleted_at IS NULL",
    [shopId, consentKey(statement.email)],
  );
  const known = await readKnownEvidence(
    tx,
    shopId,
    rows.map(({ id }) => id),
  );
  // Said again, it is nothing new.
  const fresh = known.filter(
    ({ evidence }) =>
      !evidence.some((piece) => piece.source === SOURCE && piece.says === says && piece.detail === statement.form),
  );
  await holdEvidence(
    tx,
    shopId,
    fresh.map(({ id }) => ({
      contactId: id,
      evidence: { source: SOURCE, says, detail: statement.form },
      at: statement.at,
    })),
  );
  return fresh.length;
}
