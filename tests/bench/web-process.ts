import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { percentile, usageOf, type Turn } from "./measure";

/** A process that answers requests. */
export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

/** The app's web process as it is built; builds it where it is not. */
export function startApp(): Promise<Started> {
  if (!existsSync("build/server.js")) spawnSync("npm", ["run", "build"], { stdio: "ignore" });
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

/** One request of a benchmark; its answer must be 200. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Makes all these requests over so many connections: how many a second, with the process's own time and memory, and how long the slowest hundredth took, in milliseconds. */
export async function visitAll(
  { child, port }: Started,
  visits: readonly Visit[],
  connections: number,
): Promise<Turn & { readonly slowest: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const waiting = visits.values();
  const before = usageOf(child.pid);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const visit of waiting) {
        const from = performance.now();
        await visitOne(agent, port, visit);
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const { cpuMicros, peakMb } = usageOf(child.pid);
  return {
    value: visits.length / seconds,
    cpuMicros: cpuMicros - before.cpuMicros,
    peakMb,
    slowest: percentile(times, 99),
  };
}

function visitOne(agent: Agent, port: number, { method, path: target, headers, body }: Visit): Promise<void> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, "Content-Length": String(body?.length ?? 0) };
    const sent = request({ agent, port, method, path: target, headers: all }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        answer.statusCode === 200
          ? resolve()
          : reject(new Error(`${target.slice(0, 20)} answered ${answer.statusCode}`)),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
