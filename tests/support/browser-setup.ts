import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { findChromium } from "./chromium";
import setUpDatabase from "./database-setup";

declare module "vitest" {
  interface ProvidedContext {
    chromium: string;
  }
}

const BUILT = { "build/server.js": "npm run build", "extensions/consent-checkout/dist": "npm run build:extensions" };

/** Gives the browser tests a Chromium and a migrated database to copy from. They run on what was built, as a deploy does; refuses when it is not there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const [file, command] of Object.entries(BUILT)) {
    if (!existsSync(file)) throw new Error(`The browser tests need ${file}. Make it with: ${command}`);
  }
  project.provide("chromium", findChromium());
  return setUpDatabase(project);
}
