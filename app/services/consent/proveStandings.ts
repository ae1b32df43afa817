import { pool } from "~/db/client";
import { lockContacts } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { foldEvents, type ConsentEventKind, type FoldedStanding } from "~/policy/consentStanding";

/** Addresses folded at once. */
const PAGE = 5000;

/** What comparing standings with the ledger has shown. */
export interface StandingProof {
  readonly addresses: number;
  /** Addresses whose standing was not the fold of their events. */
  readonly wrong: number;
}

interface Address {
  readonly consentKey: Buffer;
  readonly kinds: readonly ConsentEventKind[];
  readonly ids: readonly string[];
  readonly moments: readonly Date[];
  readonly standing: string | null;
  readonly since: Date | null;
  readonly lastEventId: string | null;
}

/** Addresses that the ledger or a standing knows, with their events in the order of their numbers, as far as `which` says of `consent_key`. */
const addresses = (which: string, limit = "") => `
  SELECT coalesce(l.consent_key, a.consent_key) AS "consentKey", coalesce(l.kinds, '{}') AS kinds, coalesce(l.ids, '{}') AS ids, coalesce(l.moments, '{}') AS moments,
         a.standing::text AS standing, a.since, a.last_event_id::text AS "lastEventId"
  FROM (SELECT consent_key, array_agg(kind::text ORDER BY id) AS kinds, array_agg(id::text ORDER BY id) AS ids, array_agg(at ORDER BY id) AS moments
        FROM consent_event WHERE shop_id = $1 AND consent_key ${which} GROUP BY consent_key ORDER BY consent_key ${limit}) l
  FULL JOIN (SELECT * FROM address_standing WHERE shop_id = $1 AND consent_key ${which} ORDER BY consent_key ${limit}) a ON a.consent_key = l.consent_key
  ORDER BY 1 ${limit}`;

/**
 * Proves for every address of the shop that its standing, since when it holds and by which event, is the fold of its events in the ledger (P4, P13). With `mend`, what differs is written anew; the contacts' copies follow by
 * `mendContacts`. Mend only from a ledger that has proved itself: from one that was tampered with, a standing would be led astray.
 */
export async function proveStandings(shopId: number, { mend }: { mend: boolean }): Promise<StandingProof> {
  let [count, wrong] = [0, 0];
  for (let after: Buffer | undefined = Buffer.alloc(0); after;) {
    const from: Buffer = after;
    // Both sides by their own index, in the same order: whatever is beyond the page on one side is beyond it on the other.
    const { rows } = await pool().query<Address>(addresses("> $2", `LIMIT ${PAGE}`), [shopId, from]);
    count += rows.length;
    const suspects = rows.filter((row) => !stands(row)).map(({ consentKey }) => consentKey);
    if (suspects.length > 0) wrong += await lookAgain(shopId, suspects, mend);
    after = rows.length === PAGE ? rows.at(-1)?.consentKey : undefined;
  }
  return { addresses: count, wrong };
}

/** Looks at some addresses again while nobody appends to the ledger, and mends them. Gives how many were wrong. */
async function lookAgain(shopId: number, consentKeys: readonly Buffer[], mend: boolean): Promise<number> {
  return transaction(async (tx) => {
    await lockContacts(tx, shopId);
    const { rows } = await tx.query<Address>(addresses("= ANY($2::bytea[])"), [shopId, consentKeys]);
    const wrong = rows.filter((row) => !stands(row));
    if (mend) await write(tx, shopId, wrong);
    return wrong.length;
  });
}

async function write(tx: Sql, shopId: number, wrong: readonly Address[]): Promise<void> {
  await tx.query("DELETE FROM address_standing WHERE shop_id = $1 AND consent_key = ANY($2::bytea[])", [
    shopId,
    wrong.map(({ consentKey }) => consentKey),
  ]);
  const folded = wrong.map((address) => ({ ...foldOf(address), consentKey: address.consentKey }));
  const kept = folded.filter(({ standing }) => standing !== "none");
  await tx.query(
    `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id)
     SELECT $1, * FROM unnest($2::bytea[], $3::consent_standing[], $4::timestamptz[], $5::bigint[])`,
    [
      shopId,
      kept.map(({ consentKey }) => consentKey),
      kept.map(({ standing }) => standing),
      kept.map(({ since }) => since),
      kept.map(({ eventId }) => eventId),
    ],
  );
}

interface Folded extends Pick<FoldedStanding, "standing"> {
  readonly since: Date | undefined;
  readonly eventId: string | undefined;
}

function foldOf({ kinds, ids, moments }: Address): Folded {
  const { standing, by } = foldEvents(kinds);
  return {
    standing,
    since: by === undefined ? undefined : moments[by],
    eventId: by === undefined ? undefined : ids[by],
  };
}

function stands(address: Address): boolean {
  const { standing, since, eventId } = foldOf(address);
  if (standing === "none") return address.standing === null;
  return (
    address.standing === standing && address.lastEventId === eventId && address.since?.getTime() === since?.getTime()
  );
}
