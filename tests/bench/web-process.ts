import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { percentile, usageOf, type Turn } from "./measure";
import { visitor, type Visit } from "./visitor";

/** A process that answers requests. */
export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

/** The app's web process, built as the code is now: with an older build it would be the older code that is measured. */
export function startApp(): Promise<Started> {
  if (spawnSync("npm", ["run", "build"], { stdio: "ignore" }).status !== 0)
    throw new Error("the app could not be built");
  return start("build/server.js", "web");
}

/** Starts a script that prints its port as the app does. */
export async function start(script: string, ...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [...NODE_FLAGS, path.resolve(script), ...args], {
    env: { ...process.env, PORT: "0", LOG_LEVEL: "info", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${script} ended with code ${code}`)));
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const entry = JSON.parse(line) as { msg?: string; port?: number };
      if (entry.msg !== "web ready") return;
      lines.close();
      // Its log is read on, or it would stop; but not looked at, which would cost both sides' time.
      child.stdout.resume();
      resolve(entry.port ?? 0);
    });
  });
  return { child, port };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Makes all these requests over so many connections: how many a second, with the process's own time and memory, and how long the slowest hundredth took, in milliseconds. */
export async function visitAll(
  { child, port }: Started,
  visits: readonly Visit[],
  connections: number,
): Promise<Turn & { readonly slowest: number }> {
  const visitors = await Promise.all(Array.from({ length: connections }, () => visitor(port)));
  const times = new Float64Array(visits.length);
  let done = 0;
  const waiting = visits.values();
  // Else what was made for this is what the first collections have to copy, ten milliseconds each: as long as that, no answer is seen, and the server would seem to be late.
  collectGarbage();
  const before = usageOf(child.pid);
  const started = performance.now();
  await Promise.all(
    visitors.map(async ({ visit }) => {
      for (const what of waiting) {
        const from = performance.now();
        await visit(what);
        times[done++] = performance.now() - from;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const { leave } of visitors) leave();
  const { cpuMicros, peakMb } = usageOf(child.pid);
  return {
    value: visits.length / seconds,
    cpuMicros: cpuMicros - before.cpuMicros,
    peakMb,
    slowest: percentile(times, 99),
  };
}
