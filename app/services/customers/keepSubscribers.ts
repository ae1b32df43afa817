import { atExcludedDomain } from "~/db/excludedDomains";
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
 * Makes contacts of those who are none yet and have confirmed to want our emails, in the caller's transaction: consent alone is the ground on which their address is held and mailed (P3, P4). Nothing else is known of them, so they count
 * as individuals. Where the store brings a customer with the same address, such a contact gives way (`retireProspectsOfCustomers`). Each address is given once. Takes `lockContacts`. The keys are the shop's.
 */
export async function keepSubscribers(
  tx: Sql,
  shopId: number,
  { consentKey, exclusionKey }: AddressKeys,
  emails: readonly string[],
  at: Date,
): Promise<void> {
  if (emails.length === 0) return;
  await lockContacts(tx, shopId);
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO contact (shop_id, email, address_usable, freemail, exclusion_key, consent_key, name, company, tags, relation, legal_form, evidence_strength,
       classifier, source_updated_at, read_at, added_at, search_words, excluded, consent, in_uk)
     SELECT s.id, n.email, true, n.freemail, n.exclusion_key, n.consent_key, '', '', '{}', 'none', 'unknown', 'insufficient', $7, $8, $8, $8, n.words::tsvector,
       EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = s.id AND x.key = n.exclusion_key) OR ${atExcludedDomain("n.email")},
       coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = s.id AND a.consent_key = n.consent_key), 'none'), s.country = 'GB'
     FROM shop s CROSS JOIN unnest($2::text[], $3::boolean[], $4::bytea[], $5::bytea[], $6::text[]) AS n (email, freemail, exclusion_key, consent_key, words)
     WHERE s.id = $1 AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.shop_id = s.id AND c.consent_key = n.consent_key AND c.deleted_at IS NULL)
     RETURNING contact.id::text AS id`,
    [
      shopId,
      emails,
      emails.map((email) => isFreemailDomain(domainOf(email) ?? "")),
      emails.map(exclusionKey),
      emails.map(consentKey),
      emails.map((email) => searchWords([], email).map(lexeme).join(" ")),
      CLASSIFIER_VERSION,
      at,
    ],
  );
  await reweighContacts(
    tx,
    shopId,
    rows.map(({ id }) => id),
  );
}
