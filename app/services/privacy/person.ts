import type { Sql } from "~/db/transaction";
import { addressKeys } from "~/services/shops/keys";
import { bind } from "./namedSql";

/** What a request says of whom it is about. */
export interface PersonSeed {
  readonly customerId?: string | null;
  readonly exclusionKey?: Buffer | null;
  readonly consentKey?: Buffer | null;
  readonly contactId?: string | null;
  readonly campaignId?: number | null;
  readonly recipientSeq?: number | null;
}

/** One person, as the tables know them: by numbers and keyed hashes of every spelling of their addresses. */
export interface Person {
  readonly contactIds: readonly string[];
  /** Shopify's numbers of the customer. */
  readonly customerIds: readonly string[];
  readonly exclusionKeys: readonly Buffer[];
  readonly consentKeys: readonly Buffer[];
  /** Their addresses where these stand without a keyed hash, as they stand there. */
  readonly addresses: readonly string[];
}

interface ContactKeys {
  id: string;
  customerId: string | null;
  exclusionKey: Buffer | null;
  consentKey: Buffer | null;
}

const CONTACT_KEYS = `id::text AS id, shopify_id::text AS "customerId", exclusion_key AS "exclusionKey", consent_key AS "consentKey"`;

/**
 * Finds all that belongs to a person: the contact by the store's number or ours, every contact with the same mailbox (all spellings), and the addresses at which the contact was mailed before, unless somebody else has them now. The link
 * of a mail proves its mailbox, and no more.
 */
export async function findPerson(tx: Sql, shopId: number, seed: PersonSeed): Promise<Person> {
  const own = await tx.query<ContactKeys>(
    `SELECT ${CONTACT_KEYS} FROM contact WHERE shop_id = $1 AND (shopify_id = $2 OR id = $3)`,
    [shopId, seed.customerId ?? null, seed.contactId ?? null],
  );
  const ownIds = own.rows.map(({ id }) => id);
  const { rows: mailed } = await tx.query<{ key: Buffer }>(
    `SELECT DISTINCT r.exclusion_key AS key FROM recipient r WHERE r.shop_id = $1 AND r.exclusion_key IS NOT NULL
       AND (r.campaign_id = $3 AND r.seq = $4
         OR r.contact_id = ANY($2::bigint[]) AND NOT EXISTS (
           SELECT 1 FROM contact o WHERE o.shop_id = $1 AND o.exclusion_key = r.exclusion_key AND o.deleted_at IS NULL AND o.id <> ALL($2::bigint[])))`,
    [shopId, ownIds, seed.campaignId ?? null, seed.recipientSeq ?? null],
  );
  const keys = distinct([
    ...(seed.exclusionKey ? [seed.exclusionKey] : []),
    ...own.rows.flatMap(({ exclusionKey }) => exclusionKey ?? []),
    ...mailed.map(({ key }) => key),
  ]);
  const { rows: same } = await tx.query<ContactKeys>(
    `SELECT ${CONTACT_KEYS} FROM contact WHERE shop_id = $1 AND exclusion_key = ANY($2::bytea[])`,
    [shopId, keys],
  );
  const { rows: asked } = await tx.query<{ key: Buffer }>(
    "SELECT DISTINCT consent_key AS key FROM consent_request WHERE shop_id = $1 AND exclusion_key = ANY($2::bytea[])",
    [shopId, keys],
  );
  const contacts = [...own.rows, ...same];
  return {
    contactIds: [...new Set(contacts.map(({ id }) => id))],
    customerIds: [
      ...new Set([...(seed.customerId ? [seed.customerId] : []), ...contacts.flatMap((each) => each.customerId ?? [])]),
    ],
    exclusionKeys: keys,
    consentKeys: distinct([
      ...(seed.consentKey ? [seed.consentKey] : []),
      ...contacts.flatMap(({ consentKey }) => consentKey ?? []),
      ...asked.map(({ key }) => key),
    ]),
    addresses: await looseAddresses(tx, shopId, keys),
  };
}

/** Where tests went or may go, whose address ever was typed there, and from where somebody wrote about another's case: there are few to look through. */
async function looseAddresses(tx: Sql, shopId: number, keys: readonly Buffer[]): Promise<string[]> {
  const { exclusionKey } = await addressKeys(shopId);
  const { rows } = await tx.query<{ email: string }>(
    `SELECT email FROM single_mail WHERE shop_id = $1 AND email IS NOT NULL
     UNION SELECT email FROM staff_address WHERE shop_id = $1
     UNION SELECT m.email FROM feedback_message m JOIN feedback_case f ON f.shop_id = m.shop_id AND f.id = m.case_id
     WHERE m.shop_id = $1 AND m.email IS NOT NULL AND m.email IS DISTINCT FROM f.email`,
    [shopId],
  );
  return rows.map(({ email }) => email).filter((email) => keys.some((key) => key.equals(exclusionKey(email))));
}

/** Runs a statement about a person. In it stand `:shop`, `:contacts`, `:customers`, `:keys`, `:consents`, `:addresses` and what `more` names. */
export async function queryPerson<R extends Record<string, unknown>>(
  tx: Sql,
  shopId: number,
  person: Person,
  sql: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ rows: R[]; rowCount: number }> {
  const { text, values } = bind(sql, {
    shop: shopId,
    contacts: person.contactIds,
    customers: person.customerIds,
    keys: person.exclusionKeys,
    consents: person.consentKeys,
    addresses: person.addresses,
    ...more,
  });
  const { rows, rowCount } = await tx.query<R>(text, values);
  return { rows, rowCount: rowCount ?? 0 };
}

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((key) => [key.toString("hex"), key])).values()];
}
