import type { Sql } from "~/db/transaction";
import {
  shopifyCompany,
  shopifyLocation,
  type ShopifyCompany,
  type ShopifyLocation,
} from "~/integrations/shopify/customer";
import { parseObject } from "./chunks";
import type { PartImport } from "./importPart";

/** The bulk file of companies, each followed somewhere by its locations. */
export function companiesImport(
  shopId: number,
  readAt: Date,
): PartImport<ShopifyCompany | ShopifyLocation, readonly (ShopifyCompany | ShopifyLocation)[]> {
  return {
    part: "companies",
    read({ text }) {
      const object = parseObject(text);
      if (typeof object === "string") return object;
      const { id } = object;
      if (typeof id !== "string") return "unknown_object";
      if (id.startsWith("gid://shopify/Company/")) return shopifyCompany.safeParse(object).data ?? "invalid_object";
      if (id.startsWith("gid://shopify/CompanyLocation/"))
        return shopifyLocation.safeParse(object).data ?? "invalid_object";
      return undefined;
    },
    prepare: (items) => Promise.resolve({ prepared: items, setAside: [] }),
    async write(tx, items) {
      const companies = items.filter((item): item is ShopifyCompany => !("__parentId" in item));
      const locations = items.filter((item): item is ShopifyLocation => "__parentId" in item);
      const changed = await mergeCompanies(tx, shopId, companies, readAt);
      await mergeLocations(tx, shopId, locations, readAt);
      return { rows: companies.length, changed };
    },
  };
}

/** Brings companies in as the store had them at `readAt`; never over what was read later. Gives how many were not yet known so. */
export async function mergeCompanies(
  tx: Sql,
  shopId: number,
  companies: readonly ShopifyCompany[],
  readAt: Date,
): Promise<number> {
  const newest = [...new Map(companies.map((company) => [company.id, company])).values()];
  // Known ones are written too, for the date: by it a whole run tells which are gone. There are a hundred times fewer companies than customers.
  const { rows } = await tx.query<{ changed: number }>(
    `WITH told (shopify_id, name, customer_since, order_count, source_updated_at, stated_form, company_number) AS (
       SELECT * FROM unnest($3::bigint[], $4::text[], $5::timestamptz[], $6::int[], $7::timestamptz[], $8::text[], $9::text[])
     ), known AS (
       SELECT count(*)::int AS same FROM company c JOIN told t USING (shopify_id, name, order_count)
       WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND (c.customer_since, c.stated_form, c.company_number) IS NOT DISTINCT FROM (t.customer_since, t.stated_form, t.company_number)
     ), written AS (
       INSERT INTO company AS c (shop_id, shopify_id, name, customer_since, order_count, source_updated_at, stated_form, company_number, read_at)
       SELECT $1, told.*, $2 FROM told
       ON CONFLICT (shop_id, shopify_id) DO UPDATE SET name = excluded.name, customer_since = excluded.customer_since, order_count = excluded.order_count,
         stated_form = excluded.stated_form, company_number = excluded.company_number,
         source_updated_at = excluded.source_updated_at, read_at = excluded.read_at, deleted_at = NULL
       WHERE (c.source_updated_at, c.read_at) <= (excluded.source_updated_at, excluded.read_at)
     )
     SELECT (SELECT count(*)::int FROM told) - same AS changed FROM known`,
    [
      shopId,
      readAt,
      newest.map(({ id }) => id),
      newest.map(({ name }) => name.slice(0, 300)),
      newest.map(({ customerSince }) => customerSince ?? null),
      newest.map(({ ordersCount }) => ordersCount?.count ?? 0),
      newest.map(({ updatedAt, createdAt }) => updatedAt ?? createdAt ?? "1970-01-01T00:00:00Z"),
      newest.map(({ legalForm }) => given(legalForm?.value)),
      newest.map(({ companyNumber }) => given(companyNumber?.value)),
    ],
  );
  return rows[0]?.changed ?? 0;
}

/** The value of a field, no longer than evidence may be. */
const given = (value: string | undefined) =>
  value
    ?.trim()
    .slice(0, 200)
    .replace(/\p{Surrogate}$/u, "") || null;

/** Brings locations in with their tax registration ids; one without an id says nothing, and is not kept. */
export async function mergeLocations(
  tx: Sql,
  shopId: number,
  locations: readonly ShopifyLocation[],
  readAt: Date,
): Promise<void> {
  const newest = [...new Map(locations.map((location) => [location.id, location])).values()];
  const taxed = newest.filter(({ taxSettings }) => taxSettings?.taxRegistrationId.trim());
  await tx.query(
    `INSERT INTO company_location AS l (shop_id, shopify_id, company_id, tax_registration_id, read_at)
     SELECT $1, t.*, $2 FROM unnest($3::bigint[], $4::bigint[], $5::text[]) AS t
     ON CONFLICT (shop_id, shopify_id) DO UPDATE SET company_id = excluded.company_id, tax_registration_id = excluded.tax_registration_id, read_at = excluded.read_at
     WHERE l.read_at <= excluded.read_at`,
    [
      shopId,
      readAt,
      taxed.map(({ id }) => id),
      taxed.map(({ __parentId }) => __parentId),
      taxed.map(({ taxSettings }) => taxSettings?.taxRegistrationId.trim().slice(0, 200)),
    ],
  );
}

/** Marks companies that the store has not told of since `readAt` as gone, and forgets such locations: of one company when it was read by itself, of all when a whole run was read. */
export async function markUntoldGone(
  tx: Sql,
  shopId: number,
  companyId: string | null,
  readAt: Date,
  at: Date,
): Promise<void> {
  await tx.query(
    "UPDATE company SET deleted_at = $4 WHERE shop_id = $1 AND deleted_at IS NULL AND read_at < $3 AND ($2::bigint IS NULL OR shopify_id = $2)",
    [shopId, companyId, readAt, at],
  );
  await tx.query(
    "DELETE FROM company_location WHERE shop_id = $1 AND read_at < $3 AND ($2::bigint IS NULL OR company_id = $2)",
    [shopId, companyId, readAt],
  );
}
