import { lexeme } from "~/db/contactPages";
import { lockContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { domainOf } from "~/policy/emailAddress";
import { isFreemailDomain } from "~/policy/freemail";
import { CLASSIFIER_VERSION } from "~/policy/legalForm";
import { searchWords } from "~/policy/searchWords";
import { reweighContacts } from "~/services/legalForm/reweighContacts";
import type { AddressKeys } from "~/services/shops/keys";

/** Whether the shop has a contact with this exact address. */
export async function isContact(tx: Sql, shopId: number, consentKey: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query(
    "SELECT 1 FROM contact WHERE shop_id = $1 AND consent_key = $2 AND deleted_at IS NULL LIMIT 1",
    [shopId, consentKey],
  );
  return rowCount !== 0;
}

/**
 * Makes a contact of somebody who is none yet and has confirmed to want our emails, in the caller's transaction: consent alone is the ground on which their address is held and mailed (P3, P4). Nothing else is known of them, so they
 * count as an individual. Where the store brings a customer with the same address, this contact gives way (`retireProspectsOfCustomers`). Takes `lockContacts`. The keys are the shop's.
 */
export async function keepSubscriber(
  tx: Sql,
  shopId: number,
  { consentKey, exclusionKey }: AddressKeys,
  email: string,
  at: Date,
): Promise<void> {
  await lockContacts(tx, shopId);
  if (await isContact(tx, shopId, consentKey(email))) return;
  const domain = domainOf(email);
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO contact (shop_id, email, address_usable, freemail, exclusion_key, consent_key, name, company, tags, relation, legal_form, evidence_strength,
       classifier, source_updated_at, read_at, added_at, search_words, excluded, consent, in_uk)
     SELECT s.id, $2, true, $3, $4, $5, '', '', '{}', 'none', 'unknown', 'insufficient', $6, $7, $7, $7, $8::tsvector,
       EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = s.id AND x.key = $4),
       coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = s.id AND a.consent_key = $5), 'none'), s.country = 'GB'
     FROM shop s WHERE s.id = $1 RETURNING contact.id::text AS id`,
    [
      shopId,
      email,
      domain !== undefined && isFreemailDomain(domain),
      exclusionKey(email),
      consentKey(email),
      CLASSIFIER_VERSION,
      at,
      searchWords([], email).map(lexeme).join(" "),
    ],
  );
  await reweighContacts(
    tx,
    shopId,
    rows.map(({ id }) => id),
  );
}
