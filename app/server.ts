import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { disconnect } from "~/db/client";
import { stopQueue } from "~/db/queue";
import { startWeb, type Pages } from "~/http/web";
import { env, EnvError } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { captureConsole, log } from "~/lib/log";
import { rewrapKeys } from "~/services/shops/keys";
import { startWorker } from "~/worker";

/** Which of the two this process is: `all` is both. */
const role = process.argv[2] ?? "all";

async function loadPages(): Promise<Pages> {
  if (env().NODE_ENV === "development") {
    const { createServer } = await import("vite");
    return { kind: "development", vite: await createServer({ server: { middlewareMode: true } }) };
  }
  const build = path.resolve("build");
  const built = (await import(pathToFileURL(path.join(build, "server", "index.js")).href)) as ServerBuild;
  return { kind: "built", build: built, clientDir: path.join(build, "client") };
}

async function start(): Promise<void> {
  await rewrapKeys();
  const running: { stop(): Promise<void> }[] = [];
  if (role !== "web") running.push(await startWorker());
  if (role !== "worker") running.push(await startWeb({ port: env().PORT, pages: await loadPages() }));
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, "stopping");
    await Promise.allSettled(running.map((part) => part.stop()));
    await stopQueue();
    await disconnect();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}

try {
  env();
  captureConsole();
  await start();
} catch (error) {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else if (error instanceof Problem && error.code === "key_unreadable") {
    process.stderr.write(
      "APP_SECRET does not open the keys in this database. Put the secret they were made with behind a comma: APP_SECRET=new,old\n",
    );
  } else
    process.stderr.write(
      `The app could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  process.exit(1);
}
