import { pool } from "~/db/client";
import { isConnectionLoss, prepared, type Sql } from "~/db/transaction";
import { remember } from "~/lib/remember";
import { together } from "~/lib/together";

/** How a shop presents itself to the public. */
export interface Merchant {
  readonly name: string;
  readonly contactEmail: string;
  /** Origin of the storefront; missing where it is not known. */
  readonly storefrontUrl?: string;
  /** Whether the opt-out link takes effect once its page has loaded in a browser; else at the click. */
  readonly optOutOnLoad?: boolean;
}

/** Of a shop that cannot be read, so that its pages are there all the same. */
export const UNNAMED: Merchant = { name: "", contactEmail: "" };

/** A shop that has the app, as its storefront's pages need it. */
export interface Storefront {
  readonly shopId: number;
  /** Its myshopify.com domain. */
  readonly domain: string;
  readonly merchant: Merchant;
}

/** The merchant's name and contact address for public pages; `null` for an unknown shop. */
export async function readMerchant(shopId: number): Promise<Merchant | null> {
  return (await read()("id", shopId))?.merchant ?? null;
}

/** The shop with this domain and how it presents itself, as `readMerchant`; `undefined` for a shop without the app. */
export async function readStorefront(domain: string): Promise<Storefront | undefined> {
  return read()("domain", domain);
}

/** The same in the caller's transaction, of a shop by its number. */
export async function readStorefrontOf(tx: Sql, shopId: number): Promise<Storefront | undefined> {
  const [storefront] = await readRows(tx, "id", [shopId]);
  return storefront;
}

type Row = Required<Merchant> & { readonly shopId: number; readonly domain: string };

/** Every opt-out asks: those who ask at once share one statement, without the client's own work, that began after they had asked. So what staff have just set counts. */
const read = () => remember("merchants", () => together(readAll, { most: 200, isHopeless: isConnectionLoss }));

const readAll = (by: "id" | "domain", these: readonly (number | string)[]) => readRows(prepared(pool()), by, these);

async function readRows(
  sql: Sql,
  by: "id" | "domain",
  these: readonly (number | string)[],
): Promise<(Storefront | undefined)[]> {
  const { rows } = await sql.query<Row>(
    `SELECT s.id AS "shopId", s.domain, coalesce(nullif(t.trading_name, ''), s.name) AS name, coalesce(t.contact_email, '') AS "contactEmail",
            s.storefront_url AS "storefrontUrl", coalesce(t.opt_out_on_load, false) AS "optOutOnLoad"
     FROM shop s LEFT JOIN shop_settings t ON t.shop_id = s.id WHERE ${by === "id" ? "s.id = ANY($1::int[])" : "s.domain = ANY($1::text[])"}`,
    [[...new Set(these)]],
  );
  const found = new Map(
    rows.map(({ shopId, domain, ...merchant }) => [by === "id" ? shopId : domain, { shopId, domain, merchant }]),
  );
  return these.map((one) => found.get(one));
}
