import { pool } from "~/db/client";

/** How a shop presents itself to the public. */
export interface Merchant {
  readonly name: string;
  readonly contactEmail: string;
  /** Origin of the storefront; missing where it is not known. */
  readonly storefrontUrl?: string;
  /** Whether the opt-out link takes effect once its page has loaded in a browser; else at the click. */
  readonly optOutOnLoad?: boolean;
}

/** The merchant's name and contact address for public pages; `null` for an unknown shop. One statement without the client's own work: every opt-out asks it. */
export async function readMerchant(shopId: number): Promise<Merchant | null> {
  const { rows } = await pool().query<Required<Merchant>>(
    `SELECT coalesce(nullif(t.trading_name, ''), s.name) AS name, coalesce(t.contact_email, '') AS "contactEmail", s.storefront_url AS "storefrontUrl",
            coalesce(t.opt_out_on_load, false) AS "optOutOnLoad"
     FROM shop s LEFT JOIN shop_settings t ON t.shop_id = s.id WHERE s.id = $1`,
    [shopId],
  );
  return rows[0] ?? null;
}
