import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { databaseUrl, dropDatabase, uniqueName } from "./databases";

/** A login with a database of its own, and who may be on it. */
export interface Owner {
  readonly login: string;
  readonly database: string;
  readonly url: string;
}

/** What is made on the server for one file's tests, and taken away after them. */
export function useLogins() {
  const databases: string[] = [];
  const roles: string[] = [];

  async function onServer<T>(work: (client: pg.Client) => Promise<T>, database = "postgres"): Promise<T> {
    return connected(databaseUrl(inject("superuserUrl"), database), work);
  }

  afterAll(async () => {
    for (const name of databases) await dropDatabase(inject("superuserUrl"), name);
    await onServer(async (client) => {
      for (const name of roles)
        await client.query(`DROP ROLE IF EXISTS "${name}_ledger"; DROP ROLE IF EXISTS "${name}"`);
    });
  });

  /** Makes a login with such attributes. Gives its name. */
  async function makeLogin(attributes: string): Promise<string> {
    const login = uniqueName("twostage_login");
    await onServer((client) => client.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'test' ${attributes}`));
    roles.push(login);
    return login;
  }

  /** Makes a database that belongs to the login, with the app's tables as its migrations make them. */
  async function makeDatabase(login: string): Promise<Owner> {
    const database = uniqueName("twostage_role");
    await onServer((client) => client.query(`CREATE DATABASE "${database}" OWNER "${login}" TEMPLATE template0`));
    databases.push(database);
    const url = urlFor(login, database);
    await connected(url, async (client) => {
      for (const sql of migrations()) await client.query(sql);
    });
    return { login, database, url };
  }

  const urlFor = (login: string, database: string) => {
    const url = new URL(databaseUrl(inject("superuserUrl"), database));
    [url.username, url.password] = [login, "test"];
    return url.href;
  };

  return { onServer, makeLogin, makeDatabase, urlFor };
}

/** Does something on a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The statements of every migration, in their order. */
export function migrations(): string[] {
  const folder = path.resolve("prisma", "migrations");
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name, "migration.sql"))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8"));
}
