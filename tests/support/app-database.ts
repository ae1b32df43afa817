import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { databaseUrl, dropDatabase, recreateDatabase, uniqueName } from "./databases";

/** Environment of an app under test; nothing in it is reached but the database. */
const ENVIRONMENT = {
  SHOPIFY_API_KEY: "test-key",
  SHOPIFY_API_SECRET: "test-secret",
  SHOPIFY_APP_URL: "https://app.twostage.test",
  SCOPES: "read_customers",
  APP_SECRET: "a-root-secret-for-tests-of-more-than-32-characters",
  SENDGRID_BASE_URL: "http://127.0.0.1:1",
  COMPANIES_HOUSE_BASE_URL: "http://127.0.0.1:1",
  LOG_LEVEL: "silent",
  NODE_ENV: "test",
};

/** Gives this file's tests a migrated database of their own and the environment of the app. Services are then called directly. */
export function useAppDatabase(): void {
  const name = uniqueName("twostage_test");
  beforeAll(async () => {
    const url = await recreateDatabase(inject("serverUrl"), name, inject("templateDatabase"));
    Object.assign(process.env, ENVIRONMENT, { DATABASE_URL: url });
  });
  afterAll(async () => {
    const { disconnect } = await import("~/db/client");
    const { stopQueue } = await import("~/db/queue");
    await stopQueue();
    await disconnect();
    await dropDatabase(inject("serverUrl"), name);
  });
}

/** Does something to the app's database past its permissions, as whoever tampers would: as the superuser, with the triggers of append-only tables in force unless `triggers` says otherwise. */
export async function asSuperuser<T>(
  work: (client: pg.Client) => Promise<T>,
  { triggers = true }: { triggers?: boolean } = {},
): Promise<T> {
  const name = new URL(process.env.DATABASE_URL ?? "").pathname.slice(1);
  const client = new pg.Client({ connectionString: databaseUrl(inject("superuserUrl"), name) });
  await client.connect();
  try {
    if (!triggers) await client.query("SET session_replication_role = replica");
    return await work(client);
  } finally {
    await client.end();
  }
}
