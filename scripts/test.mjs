// All tests: builds first, since route and browser tests run against the build, as it is deployed.
import { spawnSync } from "node:child_process";

function run(script, args = []) {
  const result = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

run("node_modules/@remix-run/dev/dist/cli.js", ["vite:build"]);
run("scripts/build-server.mjs");
run("scripts/build-extensions.mjs");
run("node_modules/vitest/vitest.mjs", ["run", ...process.argv.slice(2)]);
