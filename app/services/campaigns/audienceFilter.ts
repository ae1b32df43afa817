import type { ContactFilter } from "~/db/contactFacts";
import { mailedMailboxes } from "~/db/mailedMailboxes";
import { companyKey } from "~/policy/companyKey";
import type { AudienceCriteria } from "./audience";

/** Whoever bought something that meets a condition on `u`, in the past so many days. */
function bought(what: string, days: number | null, bind: (value: unknown) => string, at: Date): string {
  const since = days === null ? "true" : `u.last_at >= ${bind(at)}::timestamptz - make_interval(days => ${bind(days)})`;
  return `EXISTS (SELECT 1 FROM product_purchase u WHERE u.shop_id = c.shop_id AND u.customer_id = c.shopify_id AND ${what} AND ${since})`;
}

/** Tags without regard to case, as Shopify compares them. Both sides by the database, whose small letters are not those of JavaScript everywhere; no index on tags is lost by it. */
const lowered = (tags: string) => `lower(${tags}::text[]::text)::text[]`;
const OWN_TAGS = lowered("c.tags");

/** How each criterion selects, on alias `c`. Nothing here may depend on chance, on an order or on a number of rows. */
const CONDITIONS: {
  readonly [K in keyof AudienceCriteria]: (
    wanted: NonNullable<AudienceCriteria[K]>,
    bind: (value: unknown) => string,
    at: Date,
    all: AudienceCriteria,
  ) => string;
} = {
  legalForms: (forms, bind) => `c.legal_form = ANY(${bind(forms)}::legal_form[])`,
  relations: (relations, bind) => `c.relation = ANY(${bind(relations)}::relation[])`,
  sectors: (sectors, bind) =>
    `EXISTS (SELECT 1 FROM prospect p WHERE p.shop_id = c.shop_id AND p.contact_id = c.id AND lower(p.sector) = ANY(${bind(sectors.map((sector) => sector.toLowerCase()))}::text[]))`,
  tags: (tags, bind) => `${OWN_TAGS} && ${lowered(bind(tags))}`,
  tagsAll: (tags, bind) => `${OWN_TAGS} @> ${lowered(bind(tags))}`,
  tagsNone: (tags, bind) => `NOT ${OWN_TAGS} && ${lowered(bind(tags))}`,
  companies: (companies, bind) =>
    `(lower(c.company) = ANY(${bind(companies.map((name) => name.toLowerCase()))}::text[]) OR c.company_key = ANY(${bind(companies.flatMap((name) => companyKey(undefined, name) ?? []))}::text[]))`,
  countries: (countries, bind) => `c.country = ANY(${bind(countries)}::text[])`,
  orderedWithinMonths: (within, bind, at) =>
    `c.last_order_at >= ${bind(at)}::timestamptz - make_interval(months => ${bind(within)})`,
  notOrderedWithinMonths: (within, bind, at) =>
    `c.last_order_at < ${bind(at)}::timestamptz - make_interval(months => ${bind(within)})`,
  minimumOrders: (least, bind) => (least > 0 ? `c.order_count >= ${bind(least)}` : "true"),
  maximumOrders: (most, bind) => `c.order_count <= ${bind(most)}`,
  spentAtLeast: (least, bind) => `c.amount_spent >= ${bind(least)}::numeric`,
  spentAtMost: (most, bind) => `c.amount_spent <= ${bind(most)}::numeric`,
  boughtProducts: (products, bind, at, { boughtWithinDays }) =>
    bought(`u.product_id = ANY(${bind(products)}::bigint[])`, boughtWithinDays, bind, at),
  boughtCollections: (collections, bind, at, { boughtWithinDays }) =>
    bought(
      `EXISTS (SELECT 1 FROM store_collection_product k WHERE k.shop_id = u.shop_id AND k.product_id = u.product_id AND k.collection_id = ANY(${bind(collections)}::bigint[]))`,
      boughtWithinDays,
      bind,
      at,
    ),
  // Where a product is asked for, these days are part of that.
  boughtWithinDays: (days, bind, at, { boughtProducts, boughtCollections }) =>
    boughtProducts.length + boughtCollections.length > 0 ? "true" : bought("true", days, bind, at),
  segments: (segments, bind) =>
    `EXISTS (SELECT 1 FROM store_segment s JOIN store_segment_member m ON m.shop_id = s.shop_id AND m.segment_id = s.id AND m.take = s.take
       WHERE s.shop_id = c.shop_id AND s.id = ANY(${bind(segments)}::bigint[]) AND m.customer_id = c.shopify_id)`,
  lists: (lists, bind) =>
    `EXISTS (SELECT 1 FROM prospect p WHERE p.shop_id = c.shop_id AND p.contact_id = c.id AND p.list_id = ANY(${bind(lists)}::int[]))`,
  gotCampaigns: (campaigns, bind) => `c.exclusion_key IN (${mailedMailboxes(`${bind(campaigns)}::int[]`)})`,
  notGotCampaigns: (campaigns, bind) =>
    `NOT EXISTS (SELECT 1 FROM (${mailedMailboxes(`${bind(campaigns)}::int[]`)}) got WHERE got.exclusion_key = c.exclusion_key)`,
};

/** The criteria as a condition on contacts, to be asked within `joinByHashing`; `$1` is the shop, its values are numbered from `$first`. They select, and never decide: whether one of them may be mailed is decide()'s. */
export function audienceFilter(criteria: AudienceCriteria, first: number, at: Date): ContactFilter {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${first - 1 + values.push(value)}`;
  const conditions = (Object.keys(CONDITIONS) as (keyof AudienceCriteria)[]).flatMap((name) => {
    const wanted = criteria[name];
    const none = wanted === null || (Array.isArray(wanted) && wanted.length === 0);
    const condition = CONDITIONS[name] as (
      wanted: unknown,
      bind: (value: unknown) => string,
      at: Date,
      all: AudienceCriteria,
    ) => string;
    return none ? [] : [condition(wanted, bind, at, criteria)];
  });
  return { sql: ["true", ...conditions].join(" AND "), values };
}
