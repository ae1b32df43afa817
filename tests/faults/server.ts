import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A PostgreSQL of the run's own, that can be killed. */
export interface Database {
  readonly url: string;
  /** Ends it as a power cut does, and starts it again. Gives the moment at which it was gone. */
  killAndRestart(): Promise<number>;
  close(): Promise<void>;
}

/** Starts one, from the binaries that come inside the packages, in a folder of its own. */
export async function startDatabase(): Promise<Database> {
  const home = mkdtempSync(path.join(tmpdir(), "twostage-faults-"));
  chmodSync(home, 0o755);
  process.env.EMBEDDED_PG_HOME = home;
  const { start, stop } = await import("../../scripts/embedded-pg.mjs");
  const url = await start();
  return {
    url,
    async killAndRestart() {
      const postmaster = Number(readFileSync(path.join(home, "pg", "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(postmaster, "SIGKILL");
      const gone = Date.now();
      // Its children notice within moments.
      await pause(300);
      await start();
      return gone;
    },
    async close() {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
