import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Migrates a database as a deploy does. */
export async function migrate(url: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["node_modules/tsx/dist/cli.mjs", "scripts/migrate.ts"], {
    env: { ...process.env, DATABASE_URL: url },
  });
}
