import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import type { BrowserContext } from "playwright-core";
import { startWorld, type World } from "../../simulators/demo/world";
import { writeStore } from "../../simulators/store/generate";
import { openChromium } from "../../support/chromium";
import { dropDatabase, recreateDatabase, uniqueName } from "../../support/databases";
import { listenForTrouble } from "./trouble";

/** The generated store of the browser tests: small, and yet every kind of customer is in it. */
export const STORE = { customers: 300, seed: 7 };

/** A fresh store with the app installed by nobody yet, and a browser to visit it with. */
export interface Stage {
  readonly world: World;
  readonly browser: BrowserContext;
  /** What the browser complained about on the app's own pages so far. */
  readonly trouble: readonly string[];
}

/** Sets a stage for the tests of a file and clears it after them. What is given is filled in before the first test. */
export function useStage(): Stage {
  const stage = {} as { -readonly [Key in keyof Stage]: Stage[Key] };
  const database = uniqueName("twostage_e2e");
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "twostage-e2e-"));
    const storeFile = path.join(folder, "store.jsonl");
    await writeStore(STORE, storeFile);
    const databaseUrl = await recreateDatabase(inject("serverUrl"), database, inject("templateDatabase"));
    [stage.world, stage.browser] = await Promise.all([
      startWorld({ databaseUrl, storeFile, logFile: path.resolve(".data", `${database}.log`) }),
      openChromium(inject("chromium")),
    ]);
    stage.trouble = listenForTrouble(stage.browser, stage.world);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.world?.close();
    await dropDatabase(inject("serverUrl"), database);
    await rm(folder, { recursive: true, force: true });
  });
  return stage;
}
