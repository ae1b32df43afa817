import { z } from "zod";

// What the database can hold. A line with more is refused by itself; in the database it would refuse the whole import.
const MAX_ID = 2n ** 63n - 1n;
const MAX_COUNT = 2 ** 31 - 1;

/** Last part of a gid as digits: `gid://shopify/Customer/7` is `7`. */
const gid = (type: string) =>
  z
    .string()
    .regex(new RegExp(`^gid://shopify/${type}/\\d{1,19}$`), `is no ${type} id`)
    .transform((text) => text.slice(text.lastIndexOf("/") + 1))
    .refine((digits) => BigInt(digits) <= MAX_ID, `is no ${type} id`);

const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(0).max(MAX_COUNT));
/** A sum of money as Shopify writes it: `1234.5`. A refund can exceed what was paid. */
const amount = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/);
const moment = z.iso.datetime({ offset: true }).refine((date) => !date.startsWith("0000"));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** A field of the app on a record of the store. */
const field = z.object({ value: text }).nullish();

const company = z.object({
  // An export may lack it, and then only the name speaks.
  id: gid("Company").nullish().catch(null),
  name: text,
  customerSince: moment.nullish(),
  ordersCount: z.object({ count }).nullish(),
});

/**
 * A customer as Shopify gives it, in a bulk file or by query. Only the id is required, so that an export with other fields, or fewer, can be read: what is
 * missing is unknown, and unknown lets nobody through.
 */
export const shopifyCustomer = z.object({
  id: gid("Customer"),
  displayName: text,
  createdAt: moment.nullish(),
  updatedAt: moment.nullish(),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
  numberOfOrders: count.nullish().transform((orders) => orders ?? 0),
  amountSpent: z.object({ amount }).nullish(),
  lastOrder: z.object({ createdAt: moment.nullish() }).nullish(),
  defaultEmailAddress: z
    .object({
      emailAddress: text,
      marketingState: z.string().nullish(),
      marketingOptInLevel: z.string().nullish(),
      marketingUpdatedAt: moment.nullish(),
    })
    .nullish(),
  legalForm: field,
  companyNumber: field,
  defaultAddress: z.object({ company: text, countryCodeV2: z.string().nullish() }).nullish(),
  companyContactProfiles: z
    .array(z.object({ company: company.nullish() }))
    .nullish()
    .transform((profiles) => (profiles ?? []).flatMap((profile) => profile.company ?? [])),
});

export type ShopifyCustomer = z.output<typeof shopifyCustomer>;

/** A line of the bulk file of companies: a company, or a location of one. */
export const shopifyCompany = z.object({
  id: gid("Company"),
  name: text,
  createdAt: moment.nullish(),
  updatedAt: moment.nullish(),
  customerSince: moment.nullish(),
  ordersCount: z.object({ count }).nullish(),
  legalForm: field,
  companyNumber: field,
});
export type ShopifyCompany = z.output<typeof shopifyCompany>;

export const shopifyLocation = z.object({
  id: gid("CompanyLocation"),
  __parentId: gid("Company"),
  taxSettings: z.object({ taxRegistrationId: text }).nullish(),
});
export type ShopifyLocation = z.output<typeof shopifyLocation>;

/** The number at the end of a gid, of whatever type. `undefined` when there is none, or none that Shopify gives. */
export function gidNumber(id: string): string | undefined {
  const digits = /\/(\d{1,19})$/.exec(id)?.[1];
  // Texts of equal length compare as numbers do.
  return digits && (digits.length < 19 || digits <= String(MAX_ID)) ? digits : undefined;
}
