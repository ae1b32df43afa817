import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";

/** Companies House takes 600 requests in five minutes and may ban who exceeds that: the app stays below, with room for clocks that differ and for keys being checked. */
export const CALLS_IN_WINDOW = 500;
export const WINDOW_SECONDS = 300;

/**
 * Takes leave for one request with the shop's key, at a moment. Gives `undefined` when it may be made, else from when on it may be asked for again. Counted over all workers: no five minutes hold more than the limit.
 */
export async function takeCall(shopId: number, at: Date): Promise<Date | undefined> {
  return transaction(async (tx) => {
    // The row of the shop orders those who ask: each counts what the others have taken.
    const { rows: settings } = await tx.query<{ until: Date | null }>(
      "SELECT companies_house_wait_until AS until FROM shop_settings WHERE shop_id = $1 FOR UPDATE",
      [shopId],
    );
    const until = settings[0]?.until;
    if (until && until > at) return until;
    const windowStart = new Date(at.getTime() - WINDOW_SECONDS * 1000);
    await tx.query("DELETE FROM company_look_up_call WHERE shop_id = $1 AND at <= $2", [shopId, windowStart]);
    const { rows } = await tx.query<{ calls: number; oldest: Date | null }>(
      "SELECT count(*)::int AS calls, min(at) AS oldest FROM company_look_up_call WHERE shop_id = $1",
      [shopId],
    );
    const [taken] = rows;
    if (taken?.oldest && taken.calls >= CALLS_IN_WINDOW)
      return new Date(taken.oldest.getTime() + WINDOW_SECONDS * 1000);
    await tx.query("INSERT INTO company_look_up_call (shop_id, at) VALUES ($1, $2)", [shopId, at]);
    return undefined;
  });
}

/** Takes note that Companies House has told the app to wait: no request is made with the shop's key before. */
export async function obeyWait(shopId: number, until: Date): Promise<void> {
  await pool().query(
    "UPDATE shop_settings SET companies_house_wait_until = greatest(companies_house_wait_until, $2) WHERE shop_id = $1",
    [shopId, until],
  );
}
