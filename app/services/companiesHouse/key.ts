import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { askCompaniesHouse } from "~/integrations/companiesHouse/client";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { open, seal } from "~/lib/seal";
import { record } from "~/services/audit/record";

const SEALED_FOR = "companies-house";

/** Asked for to see whether a key is taken: any number of the right form does, on the register or not. */
const TRIED_NUMBER = "00000006";

/** A shop's key as staff may see it. */
export interface CompaniesHouseState {
  /** Last four characters; empty without a key. */
  readonly keyHint: string;
  /** When Companies House last took it; null without a key, and once it has refused it. */
  readonly verifiedAt: Date | null;
}

/** The state of the shop's key, without the key. */
export async function readCompaniesHouseState(shopId: number): Promise<CompaniesHouseState> {
  const { rows } = await pool().query<CompaniesHouseState>(
    `SELECT companies_house_key_hint AS "keyHint", companies_house_verified_at AS "verifiedAt" FROM shop_settings WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0] ?? { keyHint: "", verifiedAt: null };
}

/**
 * Saves the shop's key of Companies House, encrypted, after Companies House has taken it. Throws `Problem` with `input_invalid`, `companies_house_key_refused` or `companies_house_unreachable` (it is asking to wait,
 * too); what was on file stays then.
 */
export async function saveCompaniesHouseKey(shopId: number, given: string, actor: string, at: Date): Promise<void> {
  const apiKey = given.trim();
  // A colon would end the user name of HTTP basic.
  if (!/^[!-9;-~]{8,200}$/.test(apiKey)) throw new Problem("input_invalid", ["companiesHouseKey"]);
  const answer = await askCompaniesHouse({ baseUrl: env().COMPANIES_HOUSE_BASE_URL, apiKey }, TRIED_NUMBER, at);
  if (answer.kind === "key_refused") throw new Problem("companies_house_key_refused", ["companiesHouseKey"]);
  if (answer.kind === "limited" || answer.kind === "unreachable") throw new Problem("companies_house_unreachable");
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO shop_settings (shop_id, companies_house_key, companies_house_key_hint, companies_house_verified_at, updated_at, updated_by)
     VALUES ($1, $2, $3, $4, $4, $5)
     ON CONFLICT (shop_id) DO UPDATE SET companies_house_key = excluded.companies_house_key, companies_house_key_hint = excluded.companies_house_key_hint,
       companies_house_verified_at = excluded.companies_house_verified_at, companies_house_wait_until = NULL,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
      [shopId, seal(Buffer.from(apiKey), SEALED_FOR, env().APP_SECRET), apiKey.slice(-4), at, actor],
    );
    await record(tx, shopId, { act: "companies_house_key_changed", actor, at });
  });
}

/** Removes the shop's key: nothing is looked up any more. What was found stays as evidence. */
export async function removeCompaniesHouseKey(shopId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE shop_settings SET companies_house_key = NULL, companies_house_key_hint = '', companies_house_verified_at = NULL, companies_house_wait_until = NULL,
       updated_at = $2, updated_by = $3 WHERE shop_id = $1 AND companies_house_key IS NOT NULL`,
      [shopId, at, actor],
    );
    if (rowCount) await record(tx, shopId, { act: "companies_house_key_removed", actor, at });
  });
}

/** The shop's key in clear, or `undefined` when there is none that Companies House takes. */
export async function readCompaniesHouseKey(shopId: number): Promise<string | undefined> {
  const { rows } = await pool().query<{ key: Buffer }>(
    "SELECT companies_house_key AS key FROM shop_settings WHERE shop_id = $1 AND companies_house_key IS NOT NULL AND companies_house_verified_at IS NOT NULL",
    [shopId],
  );
  return rows[0] && open(rows[0].key, SEALED_FOR, env().APP_SECRET).secret.toString();
}

/** Takes note that Companies House refuses the key: it is not asked again with it, and Settings says so. `asked` is when: a key saved since is another. */
export async function noteKeyRefused(shopId: number, asked: Date): Promise<void> {
  await pool().query(
    "UPDATE shop_settings SET companies_house_verified_at = NULL WHERE shop_id = $1 AND companies_house_verified_at <= $2",
    [shopId, asked],
  );
}
