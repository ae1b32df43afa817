// Brings the database of DATABASE_URL up to date: the app's migrations, the queue's own schema, the queues, and who owns what is append-only. Once a deploy.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { handOver, takeBack } from "~/db/appendOnly";
import { QUEUES, QUEUE_SCHEMA, RENAMED_QUEUES, type JobName } from "~/db/queue";

/** Any number: only migrations of this app take this lock, so that two deploys at once wait for each other. */
const MIGRATION_LOCK = 7_276_583;

async function createQueues(connectionString: string): Promise<void> {
  const boss = new PgBoss({ connectionString, schema: QUEUE_SCHEMA, max: 2, supervise: false, schedule: false });
  await boss.start();
  for (const [name, options] of Object.entries(QUEUES) as [JobName, (typeof QUEUES)[JobName]][]) {
    if (await boss.getQueue(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, options);
  }
  await boss.stop({ graceful: false });
}

/** Moves what waits, or was being done, in queues of before to those that took their place. A process of the version before is refused there from then on: its work is delivered again, to the others. */
async function moveRenamed(database: pg.Client): Promise<void> {
  for (const [before, name] of Object.entries(RENAMED_QUEUES))
    // Once it is locked, nothing is added to it.
    await database.query(
      `DO $$ BEGIN
         PERFORM 1 FROM ${QUEUE_SCHEMA}.queue WHERE name = '${before}' FOR UPDATE;
         IF NOT FOUND THEN RETURN; END IF;
         UPDATE ${QUEUE_SCHEMA}.job SET name = '${name}' WHERE name = '${before}' AND state <= 'active';
         PERFORM ${QUEUE_SCHEMA}.delete_queue('${before}');
       END $$`,
    );
}

/** Whether a migration is still to be run. Only then are the append-only tables taken back, for as long as it takes. */
async function anyPending(database: pg.Client): Promise<boolean> {
  const { rows } = await database.query<{ there: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return true;
  const { rows: done } = await database.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
  );
  const folder = path.resolve("prisma", "migrations");
  return readdirSync(folder).some(
    (name) => existsSync(path.join(folder, name, "migration.sql")) && !done.some((each) => each.name === name),
  );
}

const connectionString = process.env.DATABASE_URL;
if (!connectionString) throw new Error("DATABASE_URL is missing: run this through `npm run db:migrate`.");
const lock = new pg.Client({ connectionString });
await lock.connect();
await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
try {
  try {
    if (await anyPending(lock)) await takeBack(lock);
    const prisma = path.resolve("node_modules", ".bin", "prisma");
    execFileSync(prisma, ["migrate", "deploy"], {
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
    await createQueues(connectionString);
    await moveRenamed(lock);
  } finally {
    const app = process.env.APP_DATABASE_LOGIN || undefined;
    const outcome = await handOver(lock, app);
    if (outcome !== "handed_over" && !app)
      console.warn(
        "The ledger is protected by triggers only: this login could switch them off. The README says how to give its tables to a role of their own.",
      );
  }
} finally {
  await lock.end();
}
