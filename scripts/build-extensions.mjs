// Builds the extensions with the Shopify CLI, offline, and refuses a bundle Shopify would refuse. The theme's block needs no bundle: the CLI checks its Liquid.
// There is no other bundler to fall back to: what the demo checkout and the tests run is what a deploy ships.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const EXTENSION = "extensions/consent-checkout";
const THEME_EXTENSION = "extensions/signup-form";
const DIST = path.join(ROOT, EXTENSION, "dist");
const BUNDLE = path.join(DIST, "consent-checkout.js");
const FINGERPRINT = path.join(DIST, "sources.sha256");
const CLI = path.join(ROOT, "node_modules/@shopify/cli/bin/run.js");
/** Shopify's limit for the compressed bundle of a UI extension. */
const LIMIT = 64 * 1024;
const TIMEOUT_MS = 180_000;

/** Everything that is built or checked. shopify.d.ts is not: the CLI writes it. */
function fingerprint() {
  const sources = [
    "shopify.app.toml",
    `${EXTENSION}/shopify.extension.toml`,
    `${EXTENSION}/package.json`,
    `${EXTENSION}/tsconfig.json`,
    ...globSync(`${EXTENSION}/{src,locales}/**/*`, { cwd: ROOT }).filter((file) => path.extname(file) !== ""),
    ...globSync(`${THEME_EXTENSION}/{assets,blocks,locales}/*`, { cwd: ROOT }),
    `${THEME_EXTENSION}/shopify.extension.toml`,
    ...["@shopify/cli", "@shopify/ui-extensions", "preact"].map((name) => `node_modules/${name}/package.json`),
  ].sort();
  const hash = createHash("sha256");
  for (const file of sources)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  return hash.digest("hex");
}

function fail(message) {
  console.error(`build:extensions: ${message}`);
  process.exit(1);
}

/** The bundle's two sizes in bytes. */
function measure() {
  const code = readFileSync(BUNDLE);
  return { plain: code.length, compressed: gzipSync(code).length };
}

function report(verb) {
  const { plain, compressed } = measure();
  if (compressed >= LIMIT) {
    rmSync(FINGERPRINT, { force: true });
    fail(`the bundle is ${compressed} bytes compressed; Shopify takes less than ${LIMIT}.`);
  }
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  console.log(`${path.relative(ROOT, BUNDLE)} ${verb}: ${kb(plain)}, ${kb(compressed)} compressed (limit 64 KB)`);
}

if (!existsSync(CLI)) fail("the Shopify CLI is not installed; run npm ci.");
const sources = fingerprint();
if (existsSync(BUNDLE) && existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, "utf8") === sources) {
  report("is up to date");
  process.exit(0);
}

// An old bundle must not survive a build that failed without saying so.
rmSync(DIST, { recursive: true, force: true });
const { status, signal, error, stdout, stderr } = spawnSync(
  process.execPath,
  [CLI, "app", "build", "--skip-dependencies-installation", "--no-color", "--path", ROOT],
  {
    cwd: ROOT,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    // CI: never ask a question. The rest: no analytics, no look for newer versions.
    env: { ...process.env, CI: "1", SHOPIFY_CLI_NO_ANALYTICS: "1", OPT_OUT_INSTRUMENTATION: "true", FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  },
);
if (error || signal || status !== 0) {
  const why = error?.message ?? (signal ? `ended by ${signal}` : `ended with code ${status}`);
  fail(`the Shopify CLI could not build the extension (${why}).\n${stdout}\n${stderr}`);
}
if (!existsSync(BUNDLE)) fail(`the Shopify CLI left no ${path.relative(ROOT, BUNDLE)}.\n${stdout}\n${stderr}`);
report("built");
writeFileSync(FINGERPRINT, sources);
