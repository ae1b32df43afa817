// Starts the built app: `all` (web and worker in one process), `web` or `worker`. With DATABASE_URL it uses that database, which
// `npm run db:migrate` brings up to date at each deploy; without one it starts the embedded PostgreSQL and migrates it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { NODE_FLAGS } from "./node-flags.mjs";

if (existsSync(".env")) process.loadEnvFile(".env");
if (!existsSync("build/server.js")) {
  console.error("There is no build yet. Run `npm run build` first.");
  process.exit(1);
}
let embedded;
if (!process.env.DATABASE_URL) {
  embedded = await import("./embedded-pg.mjs");
  process.env.DATABASE_URL = await embedded.start();
  const migrated = spawnSync(process.execPath, ["node_modules/tsx/dist/cli.mjs", "scripts/migrate.ts"], {
    stdio: "inherit",
  });
  if (migrated.status !== 0) process.exit(migrated.status ?? 1);
}
const app = spawn(process.execPath, [...NODE_FLAGS, "build/server.js", process.argv[2] ?? "all"], {
  stdio: "inherit",
  env: { NODE_ENV: "production", ...process.env },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => app.kill(signal));
app.on("exit", async (code, signal) => {
  await embedded?.release();
  process.exit(code ?? (signal ? 1 : 0));
});
