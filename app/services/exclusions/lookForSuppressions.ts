import { pool } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { SUPPRESSION_LISTS, SUPPRESSIONS_A_PAGE } from "~/integrations/sendgrid/suppressions";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";
import { excludeSuppressed } from "./excludeSuppressed";
import type { SuppressionDeps } from "./pullSuppressions";

/** An entry may appear on SendGrid's lists some time after its own date: each look reaches back this far before the end of the one before. */
const OVERLAP_MS = 6 * 3_600_000;

interface Look {
  readonly generation: number;
  readonly since: Date;
}

/**
 * Reads what SendGrid has added to its lists (global unsubscribes, spam reports, permanent bounces) since the last look, and excludes whom its events have not told of: an event may be lost (P12). Each page is taken once, by whichever look
 * sees it first, and what it brought goes into the audit with it; a look that breaks off is begun again where the last whole one ended. That SendGrid refused to be read is kept until a look succeeds. Throws `Problem("sendgrid_unreachable")` for the queue to try again.
 */
export async function lookForSuppressions(shopId: number, deps: SuppressionDeps): Promise<void> {
  const look = await lastLook(shopId);
  if (!look) return;
  const { exclusionKey } = await addressKeys(shopId);
  const until = deps.now();
  const since = new Date(look.since.getTime() - OVERLAP_MS);
  for (const list of SUPPRESSION_LISTS) {
    for (let [offset, last] = [0, false]; !last;) {
      if (deps.stopping) return transaction((tx) => enqueue(tx, "suppressions-look", { shopId }));
      const page = await deps.page(shopId, list, { offset, until, since });
      if (!page) return;
      if (page.kind === "failed") {
        if (page.code === "unreachable") throw new Problem("sendgrid_unreachable");
        return fail(shopId, look, page.code, until);
      }
      await transaction(async (tx) => {
        const found = await excludeSuppressed(tx, shopId, list, page.entries, exclusionKey, deps.now());
        if (found > 0)
          await record(tx, shopId, { act: "suppressions_looked", actor: THE_APP, at: until, after: { found } });
      });
      offset += page.read;
      last = page.read < SUPPRESSIONS_A_PAGE;
    }
  }
  await finish(shopId, look, until);
}

/** Where the last look ended, or the reading of everything before the first; `undefined` while that is under way. */
async function lastLook(shopId: number): Promise<Look | undefined> {
  const { rows } = await pool().query<Look>(
    `SELECT r.generation, greatest(r.looked_at, coalesce(r.until, r.finished_at)) AS since FROM exclusion_return r JOIN shop s ON s.id = r.shop_id
     WHERE r.shop_id = $1 AND r.pull = 'finished' AND s.uninstalled_at IS NULL AND coalesce(r.looked_at, r.until, r.finished_at) IS NOT NULL`,
    [shopId],
  );
  return rows[0];
}

async function finish(shopId: number, { generation }: Look, until: Date): Promise<void> {
  // Not where another key was entered meanwhile: what was read is another account's.
  await pool().query(
    "UPDATE exclusion_return SET looked_at = greatest(looked_at, $3), failure = NULL WHERE shop_id = $1 AND generation = $2 AND pull = 'finished'",
    [shopId, generation, until],
  );
}

async function fail(shopId: number, { generation }: Look, code: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    await tx.query(
      "UPDATE exclusion_return SET failure = $3 WHERE shop_id = $1 AND generation = $2 AND pull = 'finished'",
      [shopId, generation, code],
    );
    await record(tx, shopId, { act: "suppressions_failed", actor: THE_APP, at, after: { failure: code } });
  });
}

/** Has every shop's lists at SendGrid looked through for what came since; once a night. */
export async function requestSuppressionLooks(): Promise<void> {
  const { rows } = await pool().query<{ id: number }>(
    `SELECT s.id FROM shop s JOIN shop_settings t ON t.shop_id = s.id AND t.sendgrid_key IS NOT NULL
     JOIN exclusion_return r ON r.shop_id = s.id AND r.pull = 'finished' WHERE s.uninstalled_at IS NULL`,
  );
  for (const { id } of rows) await enqueue(pool(), "suppressions-look", { shopId: id });
}
