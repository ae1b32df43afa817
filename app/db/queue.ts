import { PgBoss } from "pg-boss";
import { env } from "~/lib/env";
import { log } from "~/lib/log";
import { isRemembered, remember } from "~/lib/remember";
import type { Sql } from "./transaction";

/** Every kind of work and what it is about. Ids only: a job is a reminder, the state lives in its table. */
export interface Jobs {
  "shop-set-up": { shopId: number };
  "sync-start": { shopId: number; runId: number };
  "sync-follow": { shopId: number; runId: number };
  "sync-cancel": { shopId: number; runId: number };
  "sync-nightly": Record<string, never>;
  "company-refresh": { shopId: number; companyId: string };
  "contact-counts": Record<string, never>;
  "customer-refresh": { shopId: number; customerId: string };
  "order-placed": { shopId: number; orderId: string };
  "order-undone": { shopId: number; orderId: string };
  "wording-send": { shopId: number };
  "consent-import-check": { shopId: number; importId: number };
  "consent-import": { shopId: number; importId: number };
  "single-mail": { shopId: number; mailId: string };
  "campaign-start": { shopId: number; campaignId: number };
  "campaign-build": { shopId: number; campaignId: number };
  "campaign-hand-over": { shopId: number; campaignId: number };
  "store-writes": { shopId: number };
  "store-writes-again": { shopId: number };
  "suppressions-pull": { shopId: number };
  "suppressions-look": { shopId: number };
  "suppression-writes": { shopId: number };
  "exclusion-import": { shopId: number; importId: number };
  "shop-redact": { shopId: number; requestId: string };
  "privacy-erase": { shopId: number; requestId: string };
  retention: { shopId: number; runId: number };
  "company-look-up": { shopId: number; contactId: string; number: string };
  "prospect-check": { shopId: number; listId: number };
  "prospect-import": { shopId: number; listId: number };
  "policy-check": { shopId: number };
  "ledger-seal": Record<string, never>;
  "segment-take": { shopId: number; segmentId: string; take: number };
  "purchases-read": { shopId: number; reading: number };
  "collection-read": { shopId: number; collectionId: string };
  housekeeping: Record<string, never>;
}
export type JobName = keyof Jobs;

interface QueueOptions {
  retryLimit: number;
  retryDelay: number;
  retryBackoff: boolean;
  retryDelayMax: number;
  expireInSeconds: number;
  /** A worker that is killed stops its heartbeat, and the work is given to another. */
  heartbeatSeconds: number;
  notify: boolean;
}

const patient: QueueOptions = {
  retryLimit: 20,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 600,
  expireInSeconds: 3600,
  heartbeatSeconds: 10,
  notify: true,
};

/** All queues with their retries: every handler is safe to run again. */
export const QUEUES: Readonly<Record<JobName, QueueOptions>> = {
  "shop-set-up": patient,
  "sync-start": patient,
  "sync-follow": patient,
  "sync-cancel": patient,
  "sync-nightly": patient,
  "company-refresh": patient,
  "contact-counts": patient,
  "customer-refresh": patient,
  "order-placed": patient,
  "order-undone": patient,
  "wording-send": patient,
  "consent-import-check": patient,
  "consent-import": patient,
  "single-mail": patient,
  "campaign-start": patient,
  "campaign-build": patient,
  "campaign-hand-over": patient,
  "store-writes": patient,
  "store-writes-again": patient,
  "suppressions-pull": patient,
  "suppressions-look": patient,
  "suppression-writes": patient,
  "exclusion-import": patient,
  "shop-redact": patient,
  "privacy-erase": patient,
  retention: patient,
  "company-look-up": patient,
  "prospect-check": patient,
  "prospect-import": patient,
  "policy-check": patient,
  "ledger-seal": patient,
  "segment-take": patient,
  "purchases-read": patient,
  "collection-read": patient,
  housekeeping: patient,
};

/** Queues by their names of before: what waits in one is moved when a deploy migrates. */
export const RENAMED_QUEUES: Readonly<Record<string, JobName>> = {
  "order-consent": "order-placed",
  "order-cancelled": "order-undone",
};

/** Hours after which work that was asked for is no longer under way, whatever its table says: it has ended, its retries have run out, or the app was removed meanwhile. */
export const GIVEN_UP_HOURS = 3;

const QUEUE = "queue";

/** The queue's tables have a schema of their own, so that migrations of the app never see them. */
export const QUEUE_SCHEMA = "pgboss";

/**
 * The process's queue, started on first use. `supervise` (maintenance, retries of lost work) is for workers; a web process only
 * sends.
 */
export function queue(): Promise<PgBoss> {
  return remember(QUEUE, async () => {
    const boss = new PgBoss({
      connectionString: env().DATABASE_URL,
      schema: QUEUE_SCHEMA,
      max: 4,
      application_name: "twostage-queue",
      migrate: false,
      createSchema: false,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
      useListenNotify: true,
    });
    boss.on("error", (error) => log().warn({ err: { message: error.message } }, "queue"));
    await boss.start();
    return boss;
  });
}

/** Days for which work that no worker takes is kept, from when it was due or queued, whichever is later: the queue itself counts from when it was due, and cleared away what came late. */
const KEPT_DAYS = 14;

/** Adds work inside the transaction of the state it belongs to: neither exists without the other. */
export async function enqueue<N extends JobName>(
  tx: Sql,
  name: N,
  data: Jobs[N],
  options: { startAfter?: Date } = {},
): Promise<void> {
  const boss = await queue();
  const late = options.startAfter ? Math.max(0, Date.now() - options.startAfter.getTime()) / 1000 : 0;
  await boss.send(name, data, {
    ...options,
    retentionSeconds: Math.ceil(KEPT_DAYS * 86_400 + late),
    // Work of one shop takes its turn beside that of others: see the worker.
    ...("shopId" in data ? { group: { id: String(data.shopId) } } : {}),
    db: { executeSql: (text: string, values?: unknown[]) => added(tx, tx.query(text, values)) },
  });
}

/** In a pipelined transaction nobody waits to be told the work's number. */
function added(tx: Sql, adding: Promise<{ rows: unknown[] }>): Promise<{ rows: unknown[] }> {
  if (!tx.later) return adding;
  tx.later(adding);
  return Promise.resolve({ rows: [] });
}

/** As `enqueue`, unless the same work waits already to be done by then. For whoever holds a lock that the same work is queued under. */
export async function enqueueOnce<N extends JobName>(tx: Sql, name: N, data: Jobs[N], startAfter: Date): Promise<void> {
  const { rowCount: waits } = await tx.query(
    `SELECT 1 FROM ${QUEUE_SCHEMA}.job WHERE name = $1 AND state = 'created' AND data @> $2::jsonb AND start_after <= $3 LIMIT 1`,
    [name, JSON.stringify(data), startAfter],
  );
  if (!waits) await enqueue(tx, name, data, { startAfter });
}

/** Whether work of this kind is due and waits for a worker. */
export async function isWaiting(sql: Sql, name: JobName): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT 1 FROM ${QUEUE_SCHEMA}.job WHERE name = $1 AND state = 'created' AND start_after <= now() LIMIT 1`,
    [name],
  );
  return rowCount !== 0;
}

/** Stops the process's queue, if it was started: nothing new is taken, and `graceful` work is waited for. */
export async function stopQueue(options: { graceful: boolean } = { graceful: false }): Promise<void> {
  if (!isRemembered(QUEUE)) return;
  await (await queue()).stop({ ...options, timeout: 40_000 });
}
