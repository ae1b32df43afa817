import pg from "pg";

/**
 * Has the embedded server write out what filling tables has left in memory: else it does so while something is measured, a store of years written within seconds, and whoever waits for a commit then waits for the disk; or reads it
 * all again when it is killed. A server of one's own keeps its own times.
 */
export async function checkpoint(): Promise<void> {
  const own = new URL(process.env.DATABASE_URL ?? "");
  const embedded = await embeddedServer();
  if (embedded?.host !== own.host) return;
  const client = new pg.Client({ connectionString: embedded.href });
  await client.connect();
  try {
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}

/** Which server that is, is settled when the module is first loaded: not before it is asked for, since the faults start one of their own. */
async function embeddedServer(): Promise<URL | undefined> {
  const { superuserUrl } = await import("../../scripts/embedded-pg.mjs");
  try {
    return new URL(superuserUrl());
  } catch {
    return undefined;
  }
}
