import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { readCompaniesHouseKey } from "~/services/companiesHouse/key";
import { readGivenNumbers } from "./givenNumbers";
import type { LookUpOutcome } from "./lookUpCompany";

/** A number of a contact that was looked up. */
export interface LookUp {
  readonly number: string;
  readonly requestedAt: Date;
  /** Null while Companies House is still to be asked. */
  readonly answeredAt: Date | null;
  readonly outcome: LookUpOutcome | null;
  /** The name on the register, where there is one. */
  readonly name: string | null;
}

export interface ContactLookUps {
  /** Whether there is a key that Companies House takes. */
  readonly ready: boolean;
  /** Company numbers that the store's records give. */
  readonly given: readonly string[];
  /** Newest first, at most ten. */
  readonly lookUps: readonly LookUp[];
  /** Whether an answer may be expected any second. */
  readonly underWay: boolean;
}

/** An answer that takes longer is put off (the limit, Companies House down): nobody sits waiting for it. */
const EXPECTED_WITHIN_SECONDS = 120;

/** What is known of a contact's company numbers, and what came of looking them up. Throws `Problem("not_found")`. */
export async function readLookUps(shopId: number, contactId: string, at: Date): Promise<ContactLookUps> {
  const [contact] = /^\d{1,18}$/.test(contactId) ? await readGivenNumbers(pool(), shopId, [contactId]) : [];
  if (!contact) throw new Problem("not_found");
  const [key, { rows: lookUps }] = await Promise.all([
    readCompaniesHouseKey(shopId),
    pool().query<LookUp>(
      `SELECT l.number, l.requested_at AS "requestedAt", l.answered_at AS "answeredAt", l.outcome, nullif(k.name, '') AS name
       FROM contact_look_up l LEFT JOIN company_look_up k ON k.shop_id = l.shop_id AND k.number = l.number
       WHERE l.shop_id = $1 AND l.contact_id = $2 ORDER BY l.requested_at DESC, l.number LIMIT 10`,
      [shopId, contactId],
    ),
  ]);
  const recently = at.getTime() - EXPECTED_WITHIN_SECONDS * 1000;
  return {
    ready: key !== undefined,
    given: [...contact.claimed, ...contact.possible],
    lookUps,
    underWay: lookUps.some(({ answeredAt, requestedAt }) => !answeredAt && requestedAt.getTime() > recently),
  };
}
