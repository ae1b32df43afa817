import { pool } from "~/db/client";

/**
 * What a sync could not read of the store. `companies`, `orders`: withheld for want of a scope or of the feature. `emails`, `names`, `addresses`: no customer has any, as it is without approval for protected customer
 * data. `files`: the app may not put pictures among the store's files. `no_companies`: the store keeps no company records.
 */
export const MISSING = ["companies", "orders", "files", "emails", "names", "addresses", "no_companies"] as const;
export type Missing = (typeof MISSING)[number];

/** What not one of a shop's customers has, when there are any. */
export async function untoldFields(shopId: number): Promise<Missing[]> {
  // Each looks for one that has it, and stops there: it reads all only where all lack it.
  const some = (condition: string) =>
    `EXISTS (SELECT 1 FROM contact c WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.shopify_id IS NOT NULL AND ${condition})`;
  const { rows } = await pool().query<Record<"any" | "emails" | "names" | "addresses" | "companies", boolean>>(
    `SELECT ${some("true")} AS any, ${some("c.email <> ''")} AS emails, ${some("c.name <> ''")} AS names, ${some("c.country IS NOT NULL")} AS addresses,
            EXISTS (SELECT 1 FROM company k WHERE k.shop_id = $1 AND k.deleted_at IS NULL) AS companies`,
    [shopId],
  );
  const [found] = rows;
  if (!found?.any) return [];
  const untold = (["emails", "names", "addresses"] as const).filter((field) => !found[field]);
  return found.companies ? untold : [...untold, "no_companies"];
}
