import pg from "pg";
import { superuserUrl } from "../../scripts/embedded-pg.mjs";

/**
 * Has the embedded server write out what filling a benchmark's tables has left in memory: else it does so during the turns, a store of years written within seconds, and whoever waits for a commit then waits for the disk. A server of
 * one's own keeps its own times.
 */
export async function checkpoint(): Promise<void> {
  const own = new URL(process.env.DATABASE_URL ?? "");
  const embedded = embeddedServer();
  if (embedded?.host !== own.host) return;
  const client = new pg.Client({ connectionString: embedded.href });
  await client.connect();
  try {
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}

function embeddedServer(): URL | undefined {
  try {
    return new URL(superuserUrl());
  } catch {
    return undefined;
  }
}
