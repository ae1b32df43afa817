import { QUEUE_SCHEMA } from "./queue";
import type { Sql } from "./transaction";

/** One connection, whose statements follow each other: `BEGIN` on it begins a transaction. */
type Connection = Sql;

/** Triggers of these functions make a table append-only; the second lets one column, its argument, be taken out. */
const GUARDS = "('refuse_change', 'refuse_change_but_erasure')";
/** Row-level triggers on UPDATE, as pg_trigger codes them. */
const ON_UPDATE = "(t.tgtype & 17) = 17";

/** Tables whose rows are only ever added to, with the column that erasure may empty, found by their triggers, so that none can be forgotten. */
const APPEND_ONLY = `
  SELECT DISTINCT c.oid, c.relname AS name, c.relowner AS owner, nullif(encode(substring(t.tgargs FROM 1 FOR greatest(length(t.tgargs) - 1, 0)), 'escape'), '') AS erasable
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE c.relnamespace = 'public'::regnamespace AND p.proname IN ${GUARDS} AND ${ON_UPDATE}`;

/** What came of handing the append-only tables over: they are the role's; the login owns everything whatever it does; there is no role that the login could give them to. */
export type HandOver = "handed_over" | "superuser" | "no_role";

interface Login {
  readonly name: string;
  readonly superuser: boolean;
  readonly mayCreateRoles: boolean;
  readonly version: number;
}

/**
 * Gives the append-only tables of the connection's database, and the functions of their triggers, to a role that nobody logs in as, and leaves the connection's login what it needs: reading, adding, and emptying the one column
 * that erasure may empty. From then on a change, a deletion or the switching-off of a trigger is refused by permission as well (P13). The role is `<login>_ledger`, made here where the login may; safe to run again, and at
 * once in many databases of a server. Changes nothing for a superuser, and where the login may neither make the role nor give it away: then only the triggers protect. `app` is the login that the app's processes use, when it is
 * another: it gets the same of these tables, whoever owns them, and of all others what it needs.
 */
export async function handOver(connection: Connection, app?: string): Promise<HandOver> {
  const login = await readLogin(connection);
  const role = roleOf(login);
  if (app) {
    await letUse(connection, app);
    for (const table of await listTables(connection, role)) if (!table.given) await letAdd(connection, [app], table);
  }
  if (login.superuser) return "superuser";
  if (!(await haveRole(connection, login, role))) return "no_role";
  try {
    for (const table of await listTables(connection, role))
      await asMember(connection, login, role, () =>
        giveTable(connection, [login.name, ...(app ? [app] : [])], role, table),
      );
    await asMember(connection, login, role, () => giveFunctions(connection, role));
  } catch (error) {
    if (codeOf(error) === "42501") return "no_role";
    throw error;
  }
  return "handed_over";
}

/** Takes the tables back to the connection's login, so that a migration can change them. Does nothing where they are not the role's. Call `handOver` afterwards, whatever happens. */
export async function takeBack(connection: Connection): Promise<void> {
  const login = await readLogin(connection);
  const role = roleOf(login);
  const theirs = (owner: string) => `${owner} = (SELECT oid FROM pg_roles WHERE rolname = $1)`;
  const { rows: tables } = await connection.query<{ name: string }>(
    `SELECT name FROM (${APPEND_ONLY}) tables WHERE ${theirs("owner")} ORDER BY name`,
    [role],
  );
  const { rows: functions } = await connection.query<{ name: string }>(
    `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE ${theirs("proowner")} ORDER BY 1`,
    [role],
  );
  // One object to a transaction: whoever writes to several of the tables meanwhile waits for one, and is never waited for by the next.
  for (const { name } of tables)
    await asMember(connection, login, role, () =>
      connection.query(`ALTER TABLE ${quoted(name)} OWNER TO ${quoted(login.name)}`),
    );
  for (const { name } of functions)
    await asMember(connection, login, role, () =>
      connection.query(`ALTER FUNCTION ${name} OWNER TO ${quoted(login.name)}`),
    );
}

/** How far a login could change what is append-only: `cannot`; `may_take` the right, since it can make itself the owner or drop the tables; `may` but for the triggers; or `superuser`. */
export type Reach = "cannot" | "may_take" | "may" | "superuser";

/** How far the connection's login could change the append-only tables. */
export async function readReach(connection: Connection): Promise<{ login: string; reach: Reach }> {
  const { name, superuser, mayCreateRoles, version } = await readLogin(connection);
  if (superuser) return { login: name, reach: "superuser" };
  const { rows } = await connection.query<{ may: boolean; take: boolean }>(
    `SELECT coalesce(bool_or(pg_has_role(owner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')), true) AS may,
            bool_or(pg_has_role(owner, 'MEMBER') OR pg_has_role(owner, 'MEMBER WITH ADMIN OPTION')
                    OR pg_has_role((SELECT nspowner FROM pg_namespace WHERE oid = 'public'::regnamespace), 'MEMBER')) AS take
     FROM (${APPEND_ONLY}) tables`,
  );
  // Before PostgreSQL 16, whoever may make roles may give any of them to anybody.
  const take = rows[0]?.take || (mayCreateRoles && version < 160_000);
  return { login: name, reach: rows[0]?.may ? "may" : take ? "may_take" : "cannot" };
}

async function readLogin(connection: Connection): Promise<Login> {
  const { rows } = await connection.query<Login>(
    `SELECT rolname AS name, rolsuper AS superuser, rolcreaterole AS "mayCreateRoles", current_setting('server_version_num')::int AS version
     FROM pg_roles WHERE rolname = current_user`,
  );
  const [login] = rows;
  if (!login) throw new Error("the database does not say who is connected");
  return login;
}

/** Names of roles have 63 bytes. */
const roleOf = ({ name }: Login) => `${name.slice(0, 56)}_ledger`;

/** Whether the role is there, made if the login may, and the login can give it things. */
async function haveRole(connection: Connection, login: Login, role: string): Promise<boolean> {
  const exists = async () =>
    (await connection.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role])).rowCount === 1;
  if (!(await exists())) {
    if (!login.mayCreateRoles) return false;
    // Roles belong to the server: whoever migrates another database of it may make the same one now.
    await connection.query(`CREATE ROLE ${quoted(role)} NOLOGIN`).catch((error: unknown) => {
      if (!["42710", "23505"].includes(codeOf(error) ?? "")) throw error;
    });
  }
  if (login.version < 160_000 && login.mayCreateRoles) return true;
  const { rows } = await connection.query<{ admin: boolean }>(
    "SELECT pg_has_role($1, 'MEMBER WITH ADMIN OPTION') AS admin",
    [role],
  );
  return rows[0]?.admin === true;
}

interface Table {
  readonly name: string;
  /** Whether it is the role's already. */
  readonly given: boolean;
  readonly erasable: string | null;
  /** Columns a row is added with: all but those that the database numbers, so that nothing can be put in under an old number. */
  readonly columns: readonly string[];
  readonly sequences: readonly string[];
}

async function listTables(connection: Connection, role: string): Promise<Table[]> {
  const { rows } = await connection.query<Table>(
    `SELECT tables.name, tables.owner = (SELECT oid FROM pg_roles WHERE rolname = $1) AS given, tables.erasable,
       ARRAY(SELECT a.attname::text FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = tables.oid AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval(%' ORDER BY a.attnum) AS columns,
       ARRAY(SELECT s.relname::text FROM pg_depend n JOIN pg_class s ON s.oid = n.objid AND s.relkind = 'S' WHERE n.refobjid = tables.oid AND n.deptype = 'a') AS sequences
     FROM (${APPEND_ONLY}) tables ORDER BY tables.name`,
    [role],
  );
  return rows;
}

async function giveTable(connection: Connection, users: readonly string[], role: string, table: Table): Promise<void> {
  const name = quoted(table.name);
  // Only when it must: it waits for everybody who uses the table.
  if (!table.given) {
    await connection.query(`GRANT CREATE ON SCHEMA public TO ${quoted(role)}`);
    await connection.query(`ALTER TABLE ${name} OWNER TO ${quoted(role)}`);
    await connection.query(`REVOKE CREATE ON SCHEMA public FROM ${quoted(role)}`);
  }
  await connection.query(`SET LOCAL ROLE ${quoted(role)}`);
  await letAdd(connection, users, table);
  await connection.query("RESET ROLE");
}

/** Leaves these logins reading, adding, and emptying the erasable column, and nothing else. */
async function letAdd(connection: Connection, users: readonly string[], table: Table): Promise<void> {
  const name = quoted(table.name);
  const to = users.map(quoted).join(", ");
  await connection.query(`REVOKE ALL ON ${name} FROM ${to}`);
  await connection.query(`GRANT SELECT, INSERT (${table.columns.map(quoted).join(", ")}) ON ${name} TO ${to}`);
  if (table.erasable) await connection.query(`GRANT UPDATE (${quoted(table.erasable)}) ON ${name} TO ${to}`);
  for (const sequence of table.sequences)
    await connection.query(`GRANT USAGE, SELECT ON SEQUENCE ${quoted(sequence)} TO ${to}`);
}

/** Lets a login that owns nothing do what the app does with the tables of this one, the queue's too: of the append-only ones, whose turn comes after, too much until then. */
async function letUse(connection: Connection, app: string): Promise<void> {
  const mine =
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', $1) AND pg_has_role(c.relowner, 'USAGE')";
  const { rows } = await connection.query<{ schemas: string; tables: string; sequences: string | null }>(
    `SELECT string_agg(DISTINCT quote_ident(n.nspname), ', ') AS schemas, string_agg(c.oid::regclass::text, ', ') FILTER (WHERE c.relkind <> 'S') AS tables,
            string_agg(c.oid::regclass::text, ', ') FILTER (WHERE c.relkind = 'S') AS sequences ${mine} AND c.relkind IN ('r', 'p', 'v', 'S')`,
    [QUEUE_SCHEMA],
  );
  const [{ schemas, tables, sequences } = { schemas: "public", tables: "", sequences: null }] = rows;
  await connection.query(`GRANT USAGE ON SCHEMA ${schemas} TO ${quoted(app)}`);
  await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO ${quoted(app)}`);
  if (sequences) await connection.query(`GRANT USAGE, SELECT ON SEQUENCE ${sequences} TO ${quoted(app)}`);
}

async function giveFunctions(connection: Connection, role: string): Promise<void> {
  const { rows } = await connection.query<{ name: string }>(
    `SELECT DISTINCT t.tgfoid::regprocedure::text AS name FROM pg_trigger t JOIN (${APPEND_ONLY}) tables ON tables.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE NOT t.tgisinternal AND p.proowner <> (SELECT oid FROM pg_roles WHERE rolname = $1) ORDER BY 1`,
    [role],
  );
  if (rows.length === 0) return;
  await connection.query(`GRANT CREATE ON SCHEMA public TO ${quoted(role)}`);
  for (const { name } of rows) await connection.query(`ALTER FUNCTION ${name} OWNER TO ${quoted(role)}`);
  await connection.query(`REVOKE CREATE ON SCHEMA public FROM ${quoted(role)}`);
}

const TRIES = 10;

/** Does something as a member of the role, in one transaction, and is none afterwards. Again, when another database's migration changed the same membership at that moment. */
async function asMember(
  connection: Connection,
  login: Login,
  role: string,
  work: () => Promise<unknown>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    await connection.query("BEGIN");
    try {
      const joins = login.version >= 160_000 || !(await isMember(connection, role));
      const how = login.version >= 160_000 ? " WITH INHERIT TRUE, SET TRUE" : "";
      if (joins) await connection.query(`GRANT ${quoted(role)} TO CURRENT_USER${how}`);
      await work();
      if (joins) await connection.query(`REVOKE ${quoted(role)} FROM CURRENT_USER`);
      await connection.query("COMMIT");
      return;
    } catch (error) {
      await connection.query("ROLLBACK");
      // Catalogue rows that two change at once: a duplicate membership, or "tuple concurrently updated".
      if (tries === TRIES || !["23505", "XX000"].includes(codeOf(error) ?? "")) throw error;
    }
  }
}

async function isMember(connection: Connection, role: string): Promise<boolean> {
  const { rows } = await connection.query<{ member: boolean }>("SELECT pg_has_role($1, 'MEMBER') AS member", [role]);
  return rows[0]?.member === true;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const codeOf = (error: unknown) => (error as { code?: string }).code;
