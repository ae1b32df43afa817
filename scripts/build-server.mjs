// Bundles the processes (web and worker) into build/server.js; packages stay outside. The pages are built by Remix.
import { build } from "esbuild";

await build({
  entryPoints: { server: "app/server.ts" },
  outdir: "build",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  loader: { ".json": "json" },
  logLevel: "warning",
});
