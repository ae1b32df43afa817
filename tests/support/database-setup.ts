import type { TestProject } from "vitest/node";
import { migrate } from "./migrate";
import { databaseUrl, dropDatabase, recreateDatabase, uniqueName } from "./databases";

declare module "vitest" {
  interface ProvidedContext {
    serverUrl: string;
    /** The same server, for whoever must get past permissions: the superuser of the embedded one, else DATABASE_URL's own login. */
    superuserUrl: string;
    templateDatabase: string;
  }
}

/** Gives all tests of a run one migrated database to copy from: on DATABASE_URL's server, or on the embedded one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const embedded = process.env.DATABASE_URL ? undefined : await import("../../scripts/embedded-pg.mjs");
  const serverUrl = process.env.DATABASE_URL ?? (await embedded?.start()) ?? "";
  const template = uniqueName("twostage_template");
  await recreateDatabase(serverUrl, template);
  await migrate(databaseUrl(serverUrl, template));
  project.provide("serverUrl", serverUrl);
  project.provide("superuserUrl", embedded?.superuserUrl() ?? serverUrl);
  project.provide("templateDatabase", template);
  return async () => {
    await dropDatabase(serverUrl, template);
    await embedded?.release();
  };
}
