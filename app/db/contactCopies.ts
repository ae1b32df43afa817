import type { ConsentStanding } from "~/policy/facts";
import { atExcludedDomain, readExcludedDomains } from "./excludedDomains";
import { lockContacts } from "./locks";
import type { Sql, Transaction } from "./transaction";

const MENDED_AT_ONCE = 5000;

/** What a contact holds copies of, read from the originals for a row with the alias. `$1` is the shop. */
const COPIES: readonly (readonly [column: string, sql: (alias: string) => string])[] = [
  [
    "excluded",
    (row) =>
      `(EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = $1 AND x.key = ${row}.exclusion_key) OR ${atExcludedDomain(`${row}.email`)})`,
  ],
  [
    "consent",
    (row) =>
      `coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = $1 AND a.consent_key = ${row}.consent_key), 'none')`,
  ],
  ["in_uk", (row) => `coalesce(${row}.country, (SELECT country FROM shop WHERE id = $1)) = 'GB'`],
];

/** The same as assignments of an UPDATE. */
export const copiesOf = (alias: string) => COPIES.map(([column, sql]) => `${column} = ${sql(alias)}`).join(", ");

/** What decides a contact's copies. */
export interface CopiedBy {
  readonly email: string;
  readonly exclusionKey: Buffer | null;
  readonly consentKey: Buffer | null;
  readonly country: string | null;
}

/** The columns that `readCopies` gives values for, in its order. */
export const COPY_COLUMNS = COPIES.map(([column]) => column);

/**
 * The values of the copies for contacts that are not in the database yet, so that they can be written with a COPY: their keys are looked up at once. Right until commit for who holds `lockContacts`.
 */
export async function readCopies(
  tx: Sql,
  shopId: number,
  contacts: readonly CopiedBy[],
): Promise<(contact: CopiedBy) => readonly [excluded: boolean, consent: ConsentStanding, inUk: boolean]> {
  const { rows: listed } = await tx.query<{ key: string }>(
    "SELECT encode(key, 'hex') AS key FROM exclusion WHERE shop_id = $1 AND key = ANY($2::bytea[])",
    [shopId, contacts.flatMap(({ exclusionKey }) => exclusionKey ?? [])],
  );
  const { rows: standing } = await tx.query<{ key: string; standing: ConsentStanding }>(
    "SELECT encode(consent_key, 'hex') AS key, standing FROM address_standing WHERE shop_id = $1 AND consent_key = ANY($2::bytea[])",
    [shopId, contacts.flatMap(({ consentKey }) => consentKey ?? [])],
  );
  const { rows: shops } = await tx.query<{ country: string }>("SELECT country FROM shop WHERE id = $1", [shopId]);
  const atExcluded = await readExcludedDomains(tx, shopId);
  const excluded = new Set(listed.map(({ key }) => key));
  const standings = new Map(standing.map((row) => [row.key, row.standing]));
  return ({ email, exclusionKey, consentKey, country }) => [
    (exclusionKey !== null && excluded.has(exclusionKey.toString("hex"))) || atExcluded(email),
    (consentKey && standings.get(consentKey.toString("hex"))) ?? "none",
    (country ?? shops[0]?.country) === "GB",
  ];
}

/**
 * Writes the copies of some thousand contacts anew where they differ from the originals: after the shop's country changed, and every night to prove that they never do otherwise. Takes `lockContacts`.
 * Gives the last id looked at, `undefined` after the last, and how many differed.
 */
export async function mendCopies(
  tx: Transaction,
  shopId: number,
  afterId: string,
): Promise<{ last: string | undefined; mended: number }> {
  await lockContacts(tx, shopId);
  const { rows } = await tx.query<{ last: string | null; mended: number }>(
    `WITH chosen AS (
       SELECT id, email, exclusion_key, consent_key, country FROM contact WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT ${MENDED_AT_ONCE}
     ), mended AS (
       UPDATE contact c SET ${COPIES.map(([column]) => `${column} = t.${column}`).join(", ")}
       FROM (SELECT chosen.id, ${COPIES.map(([column, sql]) => `${sql("chosen")} AS ${column}`).join(", ")} FROM chosen) t
       WHERE c.shop_id = $1 AND c.id = t.id AND (c.excluded, c.consent, c.in_uk) IS DISTINCT FROM (t.excluded, t.consent, t.in_uk)
       RETURNING 1
     )
     SELECT (SELECT max(id) FROM chosen)::text AS last, (SELECT count(*) FROM mended)::int AS mended`,
    [shopId, afterId],
  );
  return { last: rows[0]?.last ?? undefined, mended: rows[0]?.mended ?? 0 };
}
