import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, inject, test } from "vitest";
import { handOver, readReach } from "~/db/appendOnly";
import { createLogin, withOwnLogin } from "../../scripts/embedded-login.mjs";
import { databaseUrl, dropDatabase } from "../support/databases";
import { connected, migrations } from "../support/logins";

const server = new URL(inject("superuserUrl"));
const here = ["127.0.0.1", "localhost"].includes(server.hostname);
const name = `twostage_old_${randomBytes(4).toString("hex")}`;

/** On the database, as whom. */
const urlFor = (login: { user: string; password: string }, database = name) => {
  const url = new URL(databaseUrl(server.href, database));
  [url.username, url.password] = [login.user, login.password];
  return url.href;
};
const asServer = <T extends object>(sql: string, values: unknown[] = []) =>
  connected(databaseUrl(server.href, "postgres"), async (client) => (await client.query<T>(sql, values)).rows);

afterAll(async () => {
  if (!here) return;
  await dropDatabase(server.href, name);
  for (const role of [name, `${name}_app`, `${name}_app_ledger`]) await asServer(`DROP ROLE IF EXISTS "${role}"`);
});

describe.skipIf(!here)("a folder from when the app was the embedded server's superuser", () => {
  test("is given to a login of the app's own, which migrates and writes, and cannot change the ledger", async ({
    skip,
  }) => {
    const [version] = await asServer<{ server_version_num: string }>("SHOW server_version_num");
    if (Number(version?.server_version_num) < 160_000) return skip("the embedded server is newer");
    // As it was: everything made by a superuser, with rows in it, the queue's schema and a partitioned table too.
    const old = { user: name, password: "old", port: Number(server.port || 5432), database: name };
    await asServer(`CREATE ROLE "${name}" LOGIN SUPERUSER PASSWORD 'old'`);
    await asServer(`CREATE DATABASE "${name}" OWNER "${name}" TEMPLATE template0`);
    await connected(urlFor(old), async (client) => {
      for (const sql of migrations()) await client.query(sql);
      await client.query(
        `CREATE SCHEMA pgboss; CREATE TYPE pgboss.state AS ENUM ('created'); CREATE TABLE pgboss.job (id serial, state pgboss.state) PARTITION BY LIST (state);
         CREATE TABLE pgboss.job_common PARTITION OF pgboss.job DEFAULT; CREATE FUNCTION pgboss.act() RETURNS int LANGUAGE sql AS 'SELECT 1';
         INSERT INTO consent_event (shop_id, at, kind, consent_key) VALUES (1, now(), 'requested', decode(md5('a'), 'hex'))`,
      );
    });

    const settings = withOwnLogin(old);
    expect(settings).toMatchObject({ user: `${name}_app`, superuser: { user: name, password: "old" } });
    expect(await createLogin(settings)).toBe(true);
    expect(settings.inherits).toBeUndefined();
    // At the next start there is nothing left to do.
    expect(await createLogin(settings)).toBe(false);

    const mine = await connected(urlFor(settings), async (client) => {
      const { rows } = await client.query<{ owner: string }>(
        `SELECT DISTINCT pg_get_userbyid(owner) AS owner FROM (
           SELECT relowner AS owner FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'pgboss'::regnamespace)
           UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'pgboss'::regnamespace)
           UNION ALL SELECT typowner FROM pg_type WHERE typnamespace IN ('public'::regnamespace, 'pgboss'::regnamespace)
           UNION ALL SELECT nspowner FROM pg_namespace WHERE nspname = 'pgboss'
           UNION ALL SELECT datdba FROM pg_database WHERE datname = current_database()) owned`,
      );
      return rows.map(({ owner }) => owner);
    });
    expect(mine).toEqual([`${name}_app`]);

    await connected(urlFor(settings), async (client) => {
      await client.query("ALTER TABLE consent_event ADD COLUMN later integer; ALTER TYPE relation ADD VALUE 'later'");
      expect(await handOver(client)).toBe("handed_over");
      expect((await readReach(client)).reach).toBe("may_take");
      await expect(client.query("DELETE FROM consent_event")).rejects.toMatchObject({ code: "42501" });
      await client.query("INSERT INTO pgboss.job (state) VALUES ('created')");
      expect((await client.query("SELECT 1 FROM consent_event")).rowCount).toBe(1);
    });
  });
});
