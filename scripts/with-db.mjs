// Runs a command with the variables of .env and with DATABASE_URL: the caller's own, else that of the embedded server, started if needed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

if (existsSync(".env")) process.loadEnvFile(".env");
const own = process.env.DATABASE_URL || undefined;
const embedded = own ? undefined : await import("./embedded-pg.mjs");
const url = own ?? (await embedded.start());

const [command, ...args] = process.argv.slice(2);
const child = spawn(path.resolve("node_modules", ".bin", command), args, {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, DATABASE_URL: url },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", async (code, signal) => {
  await embedded?.release();
  process.exit(code ?? (signal ? 1 : 0));
});
