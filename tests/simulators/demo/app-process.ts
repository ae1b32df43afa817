import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { NODE_FLAGS } from "../../../scripts/node-flags.mjs";

/** The app as a process of its own, as it is deployed. */
export interface AppProcess {
  /** Where it listens; empty for a worker. */
  readonly origin: string;
  readonly pid: number;
  /** Ends it as a deploy does, and waits. */
  stop(): Promise<void>;
  /** Ends it as a crash does, and waits. */
  kill(): Promise<void>;
}

export interface AppProcessOptions {
  readonly role: "all" | "web" | "worker";
  readonly environment: Readonly<Record<string, string>>;
  /** Its log is written here. */
  readonly logFile: string;
  /** Runs from the sources instead of the build: pages reload hot, and a change restarts the worker. */
  readonly development?: boolean;
}

/** Starts the unmodified app and waits until it is ready. The only thing it gets beside its environment is the redirection of calls to Shopify. Throws with its last words when it ends instead. */
export async function startApp(options: AppProcessOptions): Promise<AppProcess> {
  const redirect = ["--import", "./tests/simulators/shopify/redirect.mjs"];
  const program = options.development
    ? [...(options.role === "worker" ? ["--watch"] : []), "--import", "tsx", "app/server.ts"]
    : [...NODE_FLAGS, "build/server.js"];
  const child = spawn(process.execPath, [...redirect, ...program, options.role], {
    env: { ...process.env, NODE_ENV: options.development ? "development" : "production", ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(options.logFile, { flags: "a" });
  child.stderr.pipe(log, { end: false });
  const lastWords: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => lastWords.splice(0, Math.max(0, lastWords.push(chunk.toString()) - 20)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = options.role === "worker" ? "worker ready" : "web ready";

  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the app ended with code ${code}:\n${lastWords.join("")}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.write(`${line}\n`);
      const entry = parse(line);
      if (entry?.msg === ready) resolve(entry.port ?? 0);
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
    log.end();
  };
  return {
    origin: port ? `http://127.0.0.1:${port}` : "",
    pid: child.pid ?? 0,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

function parse(line: string): { msg?: string; port?: number } | undefined {
  try {
    return JSON.parse(line) as { msg?: string; port?: number };
  } catch {
    return undefined;
  }
}
