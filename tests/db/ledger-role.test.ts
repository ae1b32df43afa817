import { beforeAll, describe, expect, test } from "vitest";
import type pg from "pg";
import { handOver, readReach, takeBack } from "~/db/appendOnly";
import { connected, useLogins, type Owner } from "../support/logins";

const { onServer, makeLogin, makeDatabase, urlFor } = useLogins();

const FILL = `
  INSERT INTO consent_event (shop_id, at, kind, consent_key) VALUES (1, now(), 'requested', decode(md5('a'), 'hex'));
  INSERT INTO consent_seal (shop_id, position, event_id, version, hash) VALUES (1, 1, 1, 1, '\\x00');
  INSERT INTO consent_wording (shop_id, version, locale, text) VALUES (1, 1, 'en', 'Yes');
  INSERT INTO exclusion_event (shop_id, key, source, at, note) VALUES (1, decode(md5('a'), 'hex'), 'staff', now(), 'rang');
  INSERT INTO assessment (shop_id, version, purpose, necessity, balancing, signed_by, signed_at, review_at) VALUES (1, 1, 'p', 'n', 'b', 's', now(), now());
  INSERT INTO prospect_list_event (shop_id, list_id, at, actor, act) VALUES (1, 1, now(), 'jo', 'uploaded');
  INSERT INTO evidence_export (shop_id, contact_id, at, actor, format, reason) VALUES (1, 1, now(), 'jo', 'pdf', 'asked');
  INSERT INTO feedback_event (shop_id, case_id, at, actor, act) VALUES (1, 1, now(), 'jo', 'closed');
  INSERT INTO policy_version (shop_id, version, introduction, closing, sections, published_at, published_by) VALUES (1, 1, '', '', '[]', now(), 'jo');`;
const TABLES = [
  "assessment",
  "audit_event",
  "consent_event",
  "consent_seal",
  "consent_wording",
  "evidence_export",
  "exclusion_event",
  "feedback_event",
  "policy_version",
  "prospect_list_event",
];

const DENIED = "42501";
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code,
  );

describe("a login that may make roles", () => {
  let owner: Owner;
  beforeAll(async () => {
    owner = await makeDatabase(await makeLogin("CREATEROLE"));
    await connected(owner.url, async (client) => {
      expect(await handOver(client)).toBe("handed_over");
      await client.query(FILL);
    });
  });
  const tried = (sql: string) => connected(owner.url, (client) => codeOf(client.query(sql)));

  test("gives every append-only table to a role that nobody logs in as", async () => {
    const { rows } = await connected(owner.url, (client) =>
      client.query(
        `SELECT c.relname AS name, o.rolcanlogin AS logs_in, o.rolsuper AS super FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
         WHERE c.relkind = 'r' AND o.rolname = $1 ORDER BY 1`,
        [`${owner.login}_ledger`],
      ),
    );
    expect(rows).toEqual(TABLES.map((name) => ({ name, logs_in: false, super: false })));
  });

  test.each(
    TABLES.flatMap((table) => [
      [table, `UPDATE ${table} SET shop_id = shop_id`],
      [table, `DELETE FROM ${table}`],
      [table, `TRUNCATE ${table}`],
      [table, `ALTER TABLE ${table} DISABLE TRIGGER ALL`],
      [table, `ALTER TABLE ${table} ADD COLUMN more text`],
      [table, `CREATE TRIGGER mine BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`],
    ]),
  )("is refused on %s: %s", async (_table, sql) => {
    expect(await tried(sql)).toBe(DENIED);
  });

  test.each([
    ["switching a trigger off by its name", "ALTER TABLE consent_event DISABLE TRIGGER consent_event_append_only"],
    ["dropping a trigger", "DROP TRIGGER consent_event_note_unsealed ON consent_event"],
    [
      "putting another function in a trigger's place",
      "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ],
    [
      "putting another function in the place of the one that notes what is unsealed",
      "CREATE OR REPLACE FUNCTION note_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    ],
    [
      "putting an event in under a number of its own",
      "INSERT INTO consent_event (id, shop_id, at, kind, consent_key) VALUES (0, 1, now(), 'confirmed', decode(md5('a'), 'hex'))",
    ],
    ["setting the numbers back", "SELECT setval('consent_event_id_seq', 1)"],
    ["replaying without triggers", "SET session_replication_role = replica"],
    ["becoming the role", `SET ROLE "OWNER_ledger"`],
    ["changing a column that erasure does not empty", "UPDATE exclusion_event SET actor = 'x'"],
  ])("is refused %s", async (_what, sql) => {
    expect(await tried(sql.replace("OWNER", owner.login))).toBe(DENIED);
  });

  test("may still add, read, and let erasure empty its one column, which the trigger keeps to that", async () => {
    expect(await tried(FILL.replace(/VALUES \(1, 1,/g, "VALUES (2, 1,"))).toBeUndefined();
    expect(await tried("SELECT * FROM consent_event e JOIN consent_seal s ON s.event_id = e.id")).toBeUndefined();
    expect(await tried("UPDATE exclusion_event SET note = 'other'")).toBe("23001");
    expect(await tried("UPDATE evidence_export SET reason = 'other'")).toBe("23001");
    expect(await tried("UPDATE exclusion_event SET note = NULL")).toBeUndefined();
    expect(await tried("UPDATE evidence_export SET reason = NULL")).toBeUndefined();
  });

  test("is told that it could still give itself the right", async () => {
    expect(await connected(owner.url, readReach)).toEqual({ login: owner.login, reach: "may_take" });
  });

  test("takes the tables back for a migration, and hands them over again with what it added", async () => {
    await connected(owner.url, async (client) => {
      await takeBack(client);
      expect((await readReach(client)).reach).toBe("may");
      await client.query("ALTER TABLE consent_wording ADD COLUMN more text");
      await client.query(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
      );
      expect(await codeOf(client.query("DELETE FROM consent_wording"))).toBe("23001");
      expect(await handOver(client)).toBe("handed_over");
      expect(await handOver(client)).toBe("handed_over");
      await client.query(
        "INSERT INTO consent_wording (shop_id, version, locale, text, more) VALUES (3, 1, 'en', 'Yes', 'm')",
      );
      expect(await codeOf(client.query("UPDATE consent_wording SET more = 'x'"))).toBe(DENIED);
      expect((await readReach(client)).reach).toBe("may_take");
    });
  });

  test("is no member of the role afterwards", async () => {
    const { rows } = await connected(owner.url, (client) =>
      client.query("SELECT pg_has_role($1, 'USAGE') AS uses", [`${owner.login}_ledger`]),
    );
    expect(rows).toEqual([{ uses: false }]);
  });

  test("hands over many databases of one server at the same time", async () => {
    const login = await makeLogin("CREATEROLE");
    const owners = await Promise.all(Array.from({ length: 5 }, () => makeDatabase(login)));
    const outcomes = await Promise.all(owners.map(({ url }) => connected(url, (client) => handOver(client))));
    expect(outcomes).toEqual(owners.map(() => "handed_over"));
    for (const { url } of owners) expect((await connected(url, readReach)).reach).toBe("may_take");
  });
});

describe("another login", () => {
  const outcome = (owner: Owner) =>
    connected(owner.url, async (client) => [await handOver(client), (await readReach(client)).reach]);
  const deleted = (client: pg.Client) => codeOf(client.query("DELETE FROM consent_event"));

  test("that may not make roles goes on with the triggers alone, and is told so", async () => {
    const owner = await makeDatabase(await makeLogin(""));
    expect(await outcome(owner)).toEqual(["no_role", "may"]);
    await connected(owner.url, async (client) => {
      await client.query(FILL);
      expect(await deleted(client)).toBe("23001");
    });
  });

  test("to whom a superuser has given the role, as the README says, gives the tables to it", async ({ skip }) => {
    const login = await makeLogin("");
    const { rows } = await onServer((client) =>
      client.query<{ server_version_num: string }>("SHOW server_version_num"),
    );
    if (Number(rows[0]?.server_version_num) < 160_000) return skip("before PostgreSQL 16 it needs CREATEROLE");
    await onServer(async (client) => {
      await client.query(`CREATE ROLE "${login}_ledger" NOLOGIN`);
      await client.query(`GRANT "${login}_ledger" TO "${login}" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    });
    const owner = await makeDatabase(login);
    expect(await outcome(owner)).toEqual(["handed_over", "may_take"]);
    await connected(owner.url, async (client) => {
      await client.query(FILL);
      expect(await deleted(client)).toBe(DENIED);
    });
  });

  test("that is a superuser is left as it is, and is told so", async () => {
    const owner = await makeDatabase(await makeLogin("SUPERUSER"));
    expect(await outcome(owner)).toEqual(["superuser", "superuser"]);
    await connected(owner.url, async (client) => {
      await client.query(FILL);
      expect(await deleted(client)).toBe("23001");
    });
  });

  test.each([
    ["may make roles", "CREATEROLE", "handed_over"],
    ["may make none", "", "no_role"],
    ["is a superuser", "SUPERUSER", "superuser"],
  ])(
    "that only the app's processes use can neither change the ledger nor give itself the right, when the one that migrates %s",
    async (_case, attributes, expected) => {
      const owner = await makeDatabase(await makeLogin(attributes));
      const app = await makeLogin("");
      for (let deploy = 0; deploy < 2; deploy++)
        expect(await connected(owner.url, (client) => handOver(client, app))).toBe(expected);
      await connected(urlFor(app, owner.database), async (client) => {
        expect(await readReach(client)).toEqual({ login: app, reach: "cannot" });
        await client.query(FILL);
        await client.query(
          "INSERT INTO shop (domain) VALUES ('a.example'); UPDATE shop SET name = 'A'; DELETE FROM shop",
        );
        expect(await deleted(client)).toBe(DENIED);
        expect(await codeOf(client.query("DROP TABLE consent_event"))).toBe(DENIED);
        expect(await codeOf(client.query(`GRANT "${owner.login}" TO CURRENT_USER`))).toBe(DENIED);
        await client.query("UPDATE exclusion_event SET note = NULL");
      });
    },
  );
});
