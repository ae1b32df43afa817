// Brings the database of DATABASE_URL up to date: the app's migrations, the queue's own schema, the queues. Once a deploy.
import { execFileSync } from "node:child_process";
import path from "node:path";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { QUEUES, QUEUE_SCHEMA, type JobName } from "~/db/queue";

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

const connectionString = process.env.DATABASE_URL;
if (!connectionString) throw new Error("DATABASE_URL is missing: run this through `npm run db:migrate`.");
const lock = new pg.Client({ connectionString });
await lock.connect();
await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
try {
  const prisma = path.resolve("node_modules", ".bin", "prisma");
  execFileSync(prisma, ["migrate", "deploy"], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  await createQueues(connectionString);
} finally {
  await lock.end();
}
