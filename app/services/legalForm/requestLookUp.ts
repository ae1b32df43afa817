import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { normaliseCompanyNumber } from "~/policy/companyNumber";
import { record } from "~/services/audit/record";
import { CALLS_IN_WINDOW, WINDOW_SECONDS } from "~/services/companiesHouse/callLimit";
import { readCompaniesHouseKey } from "~/services/companiesHouse/key";
import { HAS_NUMBER, readGivenNumbers } from "./givenNumbers";

/** Numbers that are taken up for one shop in one night, when the register is asked of itself; and how many of them in each window, so that staff need not wait behind them. */
const NUMBERS_A_NIGHT = 5000;
const NUMBERS_A_WINDOW = CALLS_IN_WINDOW - 100;
const CONTACTS_AT_ONCE = 2000;
const AGAIN_AFTER_DAYS = 30;

/**
 * Asks for a contact's company number to be looked up, as staff typed it or as the store has it. Throws `Problem` with `not_found`, `input_invalid` (no number of the register's form) or `companies_house_key_missing`.
 */
export async function requestLookUp(
  shopId: number,
  contactId: string,
  typed: string,
  actor: string,
  at: Date,
): Promise<void> {
  const number = normaliseCompanyNumber(typed);
  const [contact] = /^\d{1,18}$/.test(contactId) ? await readGivenNumbers(pool(), shopId, [contactId]) : [];
  if (!contact) throw new Problem("not_found");
  if (!number) throw new Problem("input_invalid", ["number"]);
  if (!(await readCompaniesHouseKey(shopId))) throw new Problem("companies_house_key_missing");
  await transaction(async (tx) => {
    await noteRequests(tx, shopId, [{ contactId, number }], actor, at);
    await enqueue(tx, "company-look-up", { shopId, contactId, number });
    await record(tx, shopId, { act: "look_up_asked", actor, at, subject: { kind: "contact", id: contactId } });
  });
}

/**
 * Queues look-ups of the numbers that contacts are known to have and that were never looked up, or not for a month, or not since the store's record changed: in every shop with a key, a bounded number a night, spread so
 * that the limit is not used up.
 */
export async function queueLookUps(at: Date): Promise<void> {
  const { rows } = await pool().query<{ shopId: number }>(
    `SELECT s.shop_id AS "shopId" FROM shop_settings s JOIN shop ON shop.id = s.shop_id
     WHERE s.companies_house_key IS NOT NULL AND s.companies_house_verified_at IS NOT NULL AND shop.uninstalled_at IS NULL ORDER BY 1`,
  );
  for (const { shopId } of rows) await queueLookUpsOf(shopId, at);
}

async function queueLookUpsOf(shopId: number, at: Date): Promise<void> {
  let queued = 0;
  for (let after: string | undefined = "0"; after !== undefined && queued < NUMBERS_A_NIGHT;) {
    const from: string = after;
    const start = queued;
    const chunk = await transaction((tx) => queueChunk(tx, shopId, from, start, at));
    queued += chunk.queued;
    after = chunk.last;
  }
}

async function queueChunk(
  tx: Transaction,
  shopId: number,
  afterId: string,
  queuedBefore: number,
  at: Date,
): Promise<{ queued: number; last: string | undefined }> {
  // By the key, past contacts without any number. The fewest contacts of a store have one.
  const { rows: contacts } = await tx.query<{ id: string }>(
    `SELECT c.id FROM contact c
     WHERE c.shop_id = $1 AND c.id > $2 AND c.deleted_at IS NULL AND c.removed_at IS NULL
       AND ${HAS_NUMBER}
     ORDER BY c.id LIMIT ${CONTACTS_AT_ONCE}`,
    [shopId, afterId],
  );
  const ids = contacts.map(({ id }) => id);
  const given = await readGivenNumbers(tx, shopId, ids);
  const numbers = given.flatMap(({ contactId, claimed, possible, readAt }) =>
    [...claimed, ...possible].map((number) => ({ contactId, number, readAt })),
  );
  const due = (await dueOf(tx, shopId, numbers, at)).slice(0, NUMBERS_A_NIGHT - queuedBefore);
  await noteRequests(tx, shopId, due, null, at);
  for (const [index, { contactId, number }] of due.entries()) {
    const window = Math.floor((queuedBefore + index) / NUMBERS_A_WINDOW);
    const startAfter = new Date(at.getTime() + window * WINDOW_SECONDS * 1000);
    await enqueue(tx, "company-look-up", { shopId, contactId, number }, { startAfter });
  }
  return { queued: due.length, last: ids.length < CONTACTS_AT_ONCE ? undefined : ids.at(-1) };
}

interface KnownNumber {
  readonly contactId: string;
  readonly number: string;
}

async function dueOf(
  tx: Transaction,
  shopId: number,
  numbers: readonly (KnownNumber & { readonly readAt: Date })[],
  at: Date,
): Promise<KnownNumber[]> {
  const { rows } = await tx.query<KnownNumber>(
    `SELECT t.contact_id AS "contactId", t.number
     FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS t (contact_id, number, read_at, place)
     LEFT JOIN contact_look_up l ON l.shop_id = $1 AND l.contact_id = t.contact_id AND l.number = t.number
     WHERE l.number IS NULL OR l.outcome IN ('key_refused', 'no_key') OR l.requested_at < t.read_at OR l.requested_at < $5::timestamptz - interval '${AGAIN_AFTER_DAYS} days'
     ORDER BY t.place`,
    [
      shopId,
      numbers.map(({ contactId }) => contactId),
      numbers.map(({ number }) => number),
      numbers.map(({ readAt }) => readAt),
      at,
    ],
  );
  return rows;
}

/** Writes down that numbers are to be looked up. Who of the staff once asked for one stays known: they gave it as this contact's. */
async function noteRequests(
  tx: Transaction,
  shopId: number,
  numbers: readonly KnownNumber[],
  actor: string | null,
  at: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO contact_look_up AS l (shop_id, contact_id, number, requested_at, requested_by)
     SELECT $1, t.*, $4, $5 FROM unnest($2::bigint[], $3::text[]) AS t
     ON CONFLICT (shop_id, contact_id, number) DO UPDATE SET requested_at = excluded.requested_at,
       requested_by = coalesce(excluded.requested_by, l.requested_by), answered_at = NULL, outcome = NULL`,
    [shopId, numbers.map(({ contactId }) => contactId), numbers.map(({ number }) => number), at, actor],
  );
}
