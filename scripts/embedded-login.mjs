// Who the app is on the embedded PostgreSQL: a login without the superuser's powers, so that what is append-only is so by permission as well.
import { randomBytes } from "node:crypto";

/** A folder from when the app was the superuser: it gets a login of its own, to whom what it has made is given. */
export function withOwnLogin(settings) {
  const { user, password } = settings;
  return { ...settings, superuser: { user, password }, user: `${user}_app`, password: newPassword(), inherits: true };
}

/** A password that nobody types. */
export const newPassword = () => randomBytes(18).toString("base64url");

/**
 * Makes sure of the app's login and database. The login owns its databases and may make more, but is no superuser; it can give things to the role that owns the ledger, and does so when it migrates.
 * Gives whether the settings have changed and must be kept.
 */
export async function createLogin(settings) {
  const { user, password, database, superuser, inherits } = settings;
  const ledger = `${user}_ledger`;
  await asSuperuser(settings, "postgres", async (client) => {
    const has = async (table, column, name) =>
      (await client.query(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [name])).rowCount > 0;
    if (!(await has("pg_roles", "rolname", user))) await client.query(`CREATE ROLE "${user}" LOGIN CREATEDB`);
    if (!(await has("pg_roles", "rolname", ledger))) await client.query(`CREATE ROLE "${ledger}" NOLOGIN`);
    await client.query(`ALTER ROLE "${user}" PASSWORD '${password}'`);
    await client.query(`GRANT "${ledger}" TO "${user}" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
    if (!(await has("pg_database", "datname", database)))
      await client.query(`CREATE DATABASE "${database}" OWNER "${user}"`);
  });
  if (!inherits) return false;
  await bequeath(settings, superuser.user);
  delete settings.inherits;
  return true;
}

/** Gives the login every database that the app made as a superuser, with all that is in it. */
async function bequeath(settings, from) {
  const mine = `(SELECT oid FROM pg_roles WHERE rolname = '${from}')`;
  const apart = "nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
  const { rows: databases } = await asSuperuser(settings, "postgres", (client) =>
    client.query(
      `SELECT datname AS name FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' AND datdba = ${mine}`,
    ),
  );
  for (const { name } of databases) {
    await asSuperuser(settings, name, async (client) => {
      const { rows } = await client.query(
        `SELECT 'SCHEMA ' || quote_ident(nspname) AS object FROM pg_namespace WHERE ${apart} AND nspowner = ${mine}
         UNION ALL
         SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END || c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE ${apart} AND relowner = ${mine} AND relkind IN ('r', 'p', 'v', 'S')
           AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND relkind = 'S' AND d.deptype IN ('a', 'i'))
         UNION ALL
         SELECT 'ROUTINE ' || p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE ${apart} AND proowner = ${mine}
         UNION ALL
         SELECT 'TYPE ' || t.oid::regtype FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE ${apart} AND typowner = ${mine} AND typtype = 'e'`,
      );
      for (const { object } of rows) await client.query(`ALTER ${object} OWNER TO "${settings.user}"`);
      await client.query(`ALTER DATABASE "${name}" OWNER TO "${settings.user}"`);
    });
  }
}

async function asSuperuser({ port, superuser }, database, work) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ host: "127.0.0.1", port, ...superuser, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
