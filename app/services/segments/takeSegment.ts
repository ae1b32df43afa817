import { pool, prisma } from "~/db/client";
import { shareContacts } from "~/db/locks";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure, isRefusedQuery } from "~/integrations/shopify/failures";
import { fetchSegment, fetchSegmentMembers, type MembersPage } from "~/integrations/shopify/segments";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { whileInstalled } from "~/services/shops/presence";

/** What the taking of segments is given by its worker. */
export interface TakeDeps {
  readonly admin: AdminGraphql;
  readonly now: () => Date;
  readonly stopping: boolean;
}

/** Thrown when the worker is to end in the middle: the queue gives the rest to another. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The store does not answer what it is asked, and would not a minute later. */
class Refused extends Error {
  override readonly name = "Refused";
  constructor(readonly code: string) {
    super(code);
  }
}

/** Members of takes before deleted in one statement. */
const CHUNK = 10_000;

/**
 * Takes a segment of the store: its name and query as they are now, and who meets the query, page by page, within the shop's budget of cost points. Only members who are contacts here are kept. The take before counts until this one is whole.
 * Safe to run again: it goes on where the last page was stored. A take that was overtaken by another, or whose segment was removed, ends. Throws for the queue to try again whatever is no refusal by the store.
 */
export async function takeSegment(shopId: number, segmentId: string, take: number, deps: TakeDeps): Promise<void> {
  const segment = { shopId, segmentId, take };
  try {
    while (await nextStep(segment, deps)) if (deps.stopping) throw new Interrupted("the worker ends");
    while (await deleteOldMembers(segment)) if (deps.stopping) throw new Interrupted("the worker ends");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await pool().query("UPDATE store_segment SET failure = $4 WHERE shop_id = $1 AND id = $2 AND asked = $3", [
      shopId,
      segmentId,
      take,
      error.code,
    ]);
  }
}

interface Take {
  readonly shopId: number;
  readonly segmentId: string;
  readonly take: number;
}

/** One step. Gives whether there is another. */
async function nextStep(take: Take, deps: TakeDeps): Promise<boolean> {
  const { shopId, segmentId } = take;
  const found = await prisma().storeSegment.findUnique({ where: { shopId_id: { shopId, id: BigInt(segmentId) } } });
  if (found?.asked !== take.take || found.take === found.asked || found.goneAt || found.removedAt) return false;
  if (found.readingQuery === null) return begin(take, deps);
  const { timezone } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { timezone: true } });
  const { readingQuery: query, readingAfter: after } = found;
  const page = await ask(() => fetchSegmentMembers(deps.admin, query, timezone, after), isRefusedQuery);
  return storePage(take, after, page, deps.now());
}

async function begin({ shopId, segmentId, take }: Take, { admin, now }: TakeDeps): Promise<boolean> {
  const since = now();
  const segment = await ask(
    () => fetchSegment(admin, segmentId),
    () => false,
  );
  const where = "WHERE shop_id = $1 AND id = $2 AND asked = $3";
  if (!segment) {
    await pool().query(`UPDATE store_segment SET gone_at = $4 ${where}`, [shopId, segmentId, take, since]);
    return false;
  }
  const { rowCount } = await pool().query(
    `UPDATE store_segment SET reading_since = $4, reading_name = $5, reading_query = $6 ${where}`,
    [shopId, segmentId, take, since, segment.name, segment.query],
  );
  return rowCount !== 0;
}

/** Stores a page, unless another worker has meanwhile, and with the last one makes the take count. */
async function storePage(
  { shopId, segmentId, take }: Take,
  after: string | null,
  page: MembersPage,
  at: Date,
): Promise<boolean> {
  const more = await whileInstalled(shopId, async (tx) => {
    // Whoever is erased is in no page that is stored after it, and in none that was before.
    await shareContacts(tx, shopId);
    const { rowCount: ours } = await tx.query(
      `UPDATE store_segment SET reading_after = $5, reading_done = reading_done + $6, reading_total = $7
       WHERE shop_id = $1 AND id = $2 AND asked = $3 AND take < asked AND reading_after IS NOT DISTINCT FROM $4`,
      [shopId, segmentId, take, after, page.next, page.customerIds.length, page.total],
    );
    if (!ours) return false;
    const { rowCount: stored } = await tx.query(
      `INSERT INTO store_segment_member (shop_id, segment_id, take, customer_id)
       SELECT c.shop_id, $2, $3, c.shopify_id FROM contact c WHERE c.shop_id = $1 AND c.shopify_id = ANY($4::bigint[]) AND c.deleted_at IS NULL ON CONFLICT DO NOTHING`,
      [shopId, segmentId, take, page.customerIds],
    );
    if (page.next !== null) {
      await tx.query("UPDATE store_segment SET reading_members = reading_members + $3 WHERE shop_id = $1 AND id = $2", [
        shopId,
        segmentId,
        stored,
      ]);
      return true;
    }
    const { rows } = await tx.query<{ members: number }>(
      `UPDATE store_segment SET take = asked, taken_at = reading_since, name = reading_name, query = reading_query, total = reading_total,
         renamed_from = CASE WHEN take > 0 AND name <> reading_name THEN name END, members = reading_members + $3
       WHERE shop_id = $1 AND id = $2 RETURNING members`,
      [shopId, segmentId, stored],
    );
    await record(tx, shopId, {
      act: "segment_taken",
      actor: THE_APP,
      at,
      subject: { kind: "store_segment", id: segmentId },
      after: { members: rows[0]?.members ?? 0 },
    });
    return false;
  });
  return more === true;
}

/** Deletes some members of takes that count no more: nobody asks for them, so it keeps nobody waiting, and leaves to an erasure what that deletes meanwhile. Gives whether there may be more. */
async function deleteOldMembers({ shopId, segmentId }: Take): Promise<boolean> {
  const { rowCount } = await pool().query(
    `DELETE FROM store_segment_member WHERE ctid = ANY (ARRAY(
       SELECT m.ctid FROM store_segment s JOIN store_segment_member m ON m.shop_id = s.shop_id AND m.segment_id = s.id AND m.take < CASE WHEN s.removed_at IS NULL THEN s.take ELSE s.asked END
       WHERE s.shop_id = $1 AND s.id = $2 LIMIT ${CHUNK} FOR UPDATE OF m SKIP LOCKED))`,
    [shopId, segmentId],
  );
  return (rowCount ?? 0) > 0;
}

/** Asks the store. What it does not let the app do, or refuses as `refused` says, it would refuse again; the rest is the queue's to try again. */
async function ask<T>(question: () => Promise<T>, refused: (error: unknown) => boolean): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof AdminFailure && error.kind === "denied") throw new Refused(error.code);
    if (refused(error)) throw new Refused("REFUSED");
    throw error;
  }
}
