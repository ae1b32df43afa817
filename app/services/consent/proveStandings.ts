import { pool } from "~/db/client";
import { lockAddress, shareContacts } from "~/db/locks";
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

/** Every address that the ledger or a standing knows, with its events in the order of their numbers. `$2` is the address to begin after, unless `one` is wanted. */
const addresses = (one: boolean) => `
  SELECT coalesce(l.consent_key, a.consent_key) AS "consentKey", coalesce(l.kinds, '{}') AS kinds, coalesce(l.ids, '{}') AS ids, coalesce(l.moments, '{}') AS moments,
         a.standing::text AS standing, a.since, a.last_event_id::text AS "lastEventId"
  FROM (SELECT consent_key, array_agg(kind::text ORDER BY id) AS kinds, array_agg(id::text ORDER BY id) AS ids, array_agg(at ORDER BY id) AS moments
        FROM consent_event WHERE shop_id = $1 AND consent_key ${one ? "=" : ">"} $2 GROUP BY consent_key ORDER BY consent_key ${one ? "" : `LIMIT ${PAGE}`}) l
  FULL JOIN (SELECT * FROM address_standing WHERE shop_id = $1 AND consent_key ${one ? "=" : ">"} $2 ORDER BY consent_key ${one ? "" : `LIMIT ${PAGE}`}) a ON a.consent_key = l.consent_key
  ORDER BY 1 ${one ? "" : `LIMIT ${PAGE}`}`;

/**
 * Proves for every address of the shop that its standing, since when it holds and by which event, is the fold of its events in the ledger (P4, P13). With `mend`, what differs is written anew; the contacts' copies follow by
 * `mendContacts`. Mend only from a ledger that has proved itself: from one that was tampered with, a standing would be led astray.
 */
export async function proveStandings(shopId: number, { mend }: { mend: boolean }): Promise<StandingProof> {
  let [count, wrong] = [0, 0];
  for (let after: Buffer | undefined = Buffer.alloc(0); after;) {
    const from: Buffer = after;
    // Both sides by their own index, in the same order: whatever is beyond the page on one side is beyond it on the other.
    const { rows } = await pool().query<Address>(addresses(false), [shopId, from]);
    count += rows.length;
    for (const address of rows.filter((row) => !stands(row)))
      if (await provenWrong(shopId, address.consentKey, mend)) wrong++;
    after = rows.length === PAGE ? rows.at(-1)?.consentKey : undefined;
  }
  return { addresses: count, wrong };
}

/** Looks again while nobody appends about the address, and mends. */
async function provenWrong(shopId: number, consentKey: Buffer, mend: boolean): Promise<boolean> {
  return transaction(async (tx) => {
    await shareContacts(tx, shopId);
    await lockAddress(tx, shopId, consentKey);
    const { rows } = await tx.query<Address>(addresses(true), [shopId, consentKey]);
    const [address] = rows;
    if (!address || stands(address)) return false;
    if (mend) await write(tx, shopId, consentKey, foldOf(address));
    return true;
  });
}

async function write(tx: Sql, shopId: number, consentKey: Buffer, folded: Folded): Promise<void> {
  if (folded.standing === "none") {
    await tx.query("DELETE FROM address_standing WHERE shop_id = $1 AND consent_key = $2", [shopId, consentKey]);
    return;
  }
  await tx.query(
    `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, consent_key) DO UPDATE SET standing = excluded.standing, since = excluded.since, last_event_id = excluded.last_event_id`,
    [shopId, consentKey, folded.standing, folded.since, folded.eventId],
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
