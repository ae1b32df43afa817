import { pool } from "~/db/client";
import { addressSubject, customerSubject, noteErased } from "~/db/erased";
import { lockAudiences, lockContacts, lockForExclusion } from "~/db/locks";
import { refreshReview, reviewKeys } from "~/db/review";
import { transaction, type Transaction } from "~/db/transaction";
import { withoutValues } from "~/lib/faults";
import { THE_APP } from "~/policy/auditActs";
import type { PrivacyWay } from "~/policy/privacyRequests";
import { record } from "~/services/audit/record";
import { ERASURE_STEPS, type ErasureStep } from "./erasureSteps";
import { eraseListRows } from "./listRows";
import { findPerson, queryPerson, type Person, type PersonSeed } from "./person";

/** Rows of one table to one transaction: an opt-out waits for it. */
const CHUNK = 1000;
/** What is found for them, in one pass after the other, must come to an end. */
const MOST_PASSES = 10_000;

/**
 * Erases a person, as a request asks that was queued (UK GDPR Art 17; Shopify's `customers/redact`), in transactions of some thousand rows. Each holds off audiences being stored, hand-over, opt-outs of the shop and whoever writes
 * contacts, so that nothing of an exclusion is lost in between (P12), and notes who is being erased: whatever was read of them before is not written after it. Safe to run again after a lost worker: it goes on with what is left.
 * What was done is kept with the request, as rows by table. A failure is kept as a code, and thrown for the queue to try again.
 */
export async function erasePerson(shopId: number, requestId: string, now: () => Date): Promise<void> {
  try {
    const { rows } = await pool().query<PersonSeed & Record<string, unknown>>(
      `UPDATE privacy_request SET attempts = attempts + 1 WHERE shop_id = $1 AND id = $2 AND kind = 'erasure' AND state IN ('queued', 'failed')
       RETURNING ${SEED}`,
      [shopId, requestId],
    );
    const [request] = rows;
    if (!request) return;
    const { exclusionKeys } = await findPerson(pool(), shopId, request);
    await addCounts(shopId, requestId, await eraseListRows(shopId, exclusionKeys));
    for (let pass = 0, left = true; left; pass++) {
      if (pass === MOST_PASSES) throw new Error("the person's rows do not come to an end");
      left = await transaction((tx) => erasePass(tx, shopId, requestId, request, now));
    }
  } catch (error) {
    await noteFailure(shopId, requestId, withoutValues(error).message, now());
    throw error;
  }
}

const SEED = `customer_id::text AS "customerId", exclusion_key AS "exclusionKey", consent_key AS "consentKey", contact_id::text AS "contactId",
  campaign_id AS "campaignId", recipient_seq AS "recipientSeq"`;

/** One transaction. Gives whether there is more. */
async function erasePass(
  tx: Transaction,
  shopId: number,
  requestId: string,
  request: PersonSeed,
  now: () => Date,
): Promise<boolean> {
  await lockAudiences(tx, shopId);
  // Of two workers with one request the second finds it done, or goes on with what is left.
  const { rows: ours } = await tx.query<{ way: PrivacyWay }>(
    "SELECT way FROM privacy_request WHERE shop_id = $1 AND id = $2 AND state IN ('queued', 'failed') FOR UPDATE",
    [shopId, requestId],
  );
  if (!ours[0]) return false;
  await lockForExclusion(tx, shopId);
  await lockContacts(tx, shopId);
  const at = now();
  // Under the locks: another spelling may have come in meanwhile.
  const person = await findPerson(tx, shopId, request);
  await noteErased(
    tx,
    shopId,
    [...person.customerIds.map(customerSubject), ...person.exclusionKeys.map(addressSubject)],
    { at, untilOrder: ours[0].way !== "shopify" },
  );
  const desk = await reviewKeys(tx, shopId, person.contactIds);
  let more = false;
  const counts: Record<string, number> = {};
  for (const step of ERASURE_STEPS) {
    // The contacts lead to all the rest, and stay until that is gone.
    if (step.table === "contact" && more) break;
    const rows = await eraseRows(tx, shopId, person, step, at);
    counts[step.table] = (counts[step.table] ?? 0) + rows;
    more ||= rows === CHUNK;
  }
  await refreshReview(tx, shopId, desk);
  const evidence = await addCounts(shopId, requestId, counts, tx);
  if (more) return true;
  await tx.query(
    "UPDATE privacy_request SET state = 'done', done_at = $3, done_by = $4, failure = NULL WHERE shop_id = $1 AND id = $2",
    [shopId, requestId, at, THE_APP],
  );
  await record(tx, shopId, {
    act: "privacy_erasure_done",
    actor: THE_APP,
    at,
    subject: { kind: "privacy_request", id: requestId },
    after: { rows: evidence },
  });
  return false;
}

async function eraseRows(
  tx: Transaction,
  shopId: number,
  person: Person,
  { table, set, where }: ErasureStep,
  at: Date,
): Promise<number> {
  const act = set ? `UPDATE ${table} SET ${set}` : `DELETE FROM ${table}`;
  const sql = `${act} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE shop_id = :shop AND (${where}) LIMIT ${CHUNK} FOR UPDATE))`;
  return (await queryPerson(tx, shopId, person, sql, { at })).rowCount;
}

/** Adds what was done to the request's evidence; tables of which nothing went are left out. Gives the sum so far. */
async function addCounts(
  shopId: number,
  requestId: string,
  counts: Readonly<Record<string, number>>,
  tx: Pick<Transaction, "query"> = pool(),
): Promise<Record<string, number>> {
  const { rows } = await tx.query<{ evidence: Record<string, number> }>(
    `UPDATE privacy_request SET evidence = (
       SELECT coalesce(jsonb_object_agg(name, n), '{}') FROM (
         SELECT name, sum(n::int) AS n FROM (SELECT * FROM jsonb_each_text(evidence) UNION ALL SELECT * FROM jsonb_each_text($3::jsonb)) AS e (name, n)
         GROUP BY name HAVING sum(n::int) > 0) summed)
     WHERE shop_id = $1 AND id = $2 RETURNING evidence`,
    [shopId, requestId, JSON.stringify(counts)],
  );
  return rows[0]?.evidence ?? {};
}

async function noteFailure(shopId: number, requestId: string, failure: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE privacy_request SET state = 'failed', failure = $3 WHERE shop_id = $1 AND id = $2 AND (state = 'queued' OR state = 'failed' AND failure IS DISTINCT FROM $3)",
      [shopId, requestId, failure.slice(0, 200)],
    );
    if (rowCount)
      await record(tx, shopId, {
        act: "privacy_erasure_failed",
        actor: THE_APP,
        at,
        subject: { kind: "privacy_request", id: requestId },
        after: { failure: failure.slice(0, 200) },
      });
  });
}
