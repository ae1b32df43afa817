import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import {
  SUPPRESSION_LISTS,
  SUPPRESSIONS_A_PAGE,
  type SuppressionList,
  type SuppressionPage,
} from "~/integrations/sendgrid/suppressions";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";
import { excludeSuppressed } from "./excludeSuppressed";

/** What reading suppressions needs from the process it runs in. */
export interface SuppressionDeps {
  /** One page of a list, newest first, of entries made until then, and since a moment where one is given; `undefined` when there is no key. Never throws. */
  page(
    shopId: number,
    list: SuppressionList,
    options: { offset: number; until: Date; since?: Date },
  ): Promise<SuppressionPage | undefined>;
  now(): Date;
  readonly stopping: boolean;
}

interface Progress {
  generation: number;
  list: number;
  position: number;
  until: Date | null;
}

/**
 * Puts everybody on the exclusion list whom SendGrid no longer mails (P12): global unsubscribes, spam reports, permanent bounces. Each page is committed with how far it came, so that it goes on there after a crash; entries newer than its
 * beginning are told by SendGrid's events. Throws `Problem("sendgrid_unreachable")` for the queue to try again; a key that may not read them makes it fail with a code, until staff ask again.
 */
export async function pullSuppressions(shopId: number, deps: SuppressionDeps): Promise<void> {
  const { exclusionKey } = await addressKeys(shopId);
  for (let begun = await begin(shopId, deps.now()); begun;) {
    if (deps.stopping) return transaction((tx) => enqueue(tx, "suppressions-pull", { shopId }));
    const progress: Progress = begun;
    const list = SUPPRESSION_LISTS[progress.list];
    if (!list) return finish(shopId, progress, deps.now());
    const until = progress.until ?? deps.now();
    const page = await deps.page(shopId, list, { offset: progress.position, until });
    if (!page) return;
    if (page.kind === "failed") {
      if (page.code === "unreachable") throw new Problem("sendgrid_unreachable");
      return fail(shopId, progress, page.code, deps.now());
    }
    const next = await transaction(async (tx) => {
      const moved = await move(tx, shopId, progress, page);
      if (!moved) return undefined;
      await excludeSuppressed(tx, shopId, list, page.entries, exclusionKey, deps.now());
      return moved;
    });
    begun = next;
  }
}

async function begin(shopId: number, at: Date): Promise<Progress | undefined> {
  return transaction(async (tx) => {
    await tx.query("INSERT INTO exclusion_return (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", [shopId]);
    const { rows } = await tx.query<Progress>(
      `UPDATE exclusion_return SET pull = 'running', until = coalesce(until, $2), failure = NULL
       WHERE shop_id = $1 AND pull IN ('waiting', 'running') RETURNING generation, list, position, until`,
      [shopId, at],
    );
    return rows[0];
  });
}

/** Goes on to where the next page begins, unless it was asked for anew meanwhile, or another worker has read this page. */
async function move(
  tx: Sql,
  shopId: number,
  from: Progress,
  page: Extract<SuppressionPage, { kind: "page" }>,
): Promise<Progress | undefined> {
  const last = page.read < SUPPRESSIONS_A_PAGE;
  const { rows } = await tx.query<Progress>(
    `UPDATE exclusion_return SET list = $5, position = $6, found = found + $7
     WHERE shop_id = $1 AND generation = $2 AND list = $3 AND position = $4 AND pull = 'running' RETURNING generation, list, position, until`,
    [
      shopId,
      from.generation,
      from.list,
      from.position,
      last ? from.list + 1 : from.list,
      last ? 0 : from.position + page.read,
      page.entries.length,
    ],
  );
  return rows[0];
}

/** The last list has been read: mails that waited for it are queued again. */
async function finish(shopId: number, { generation }: Progress, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rows: ended } = await tx.query<{ found: number }>(
      "UPDATE exclusion_return SET pull = 'finished', finished_at = $3 WHERE shop_id = $1 AND generation = $2 AND pull = 'running' RETURNING found",
      [shopId, generation, at],
    );
    const [pulled] = ended;
    if (!pulled) return;
    await record(tx, shopId, { act: "suppressions_pulled", actor: THE_APP, at, after: { found: pulled.found } });
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM single_mail WHERE shop_id = $1 AND state = 'queued'",
      [shopId],
    );
    for (const { id } of rows) await enqueue(tx, "single-mail", { shopId, mailId: id });
  });
}

async function fail(shopId: number, { generation }: Progress, code: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE exclusion_return SET pull = 'failed', failure = $3 WHERE shop_id = $1 AND generation = $2 AND pull = 'running'",
      [shopId, generation, code],
    );
    if (rowCount)
      await record(tx, shopId, { act: "suppressions_failed", actor: THE_APP, at, after: { failure: code } });
  });
}
