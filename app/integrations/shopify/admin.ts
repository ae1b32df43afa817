import { z } from "zod";
import { Problem } from "~/lib/errors";
import { ASKED_FORMS } from "~/policy/statedForm";
import {
  gidNumber,
  shopifyCompany,
  shopifyCustomer,
  shopifyLocation,
  type ShopifyCompany,
  type ShopifyCustomer,
  type ShopifyLocation,
} from "./customer";
import * as operations from "./operations";

/** Sends one Admin API document for one shop and gives its `data`. Whoever holds the session provides it. */
export type AdminGraphql = (document: string, variables?: Record<string, unknown>) => Promise<unknown>;

/** Namespace that belongs to the app alone. */
export const APP_NAMESPACE = "$app";
/** Order and cart metafield in which the checkout writes a request for consent. */
export const CONSENT_REQUEST_KEY = "marketing_consent";
/** Shop metafield from which the checkout and the theme read the words to show. */
export const CONSENT_WORDING_KEY = "consent_wording";

const shopDetails = z.object({
  shop: z.object({
    id: z.string(),
    name: z.string(),
    contactEmail: z.string(),
    ianaTimezone: z.string(),
    currencyCode: z.string(),
    primaryDomain: z.object({ url: z.string() }),
    shopAddress: z.object({ countryCodeV2: z.string().nullish() }),
  }),
});
export type ShopDetails = z.output<typeof shopDetails>["shop"];

/** Why Shopify refused an operation. */
export const userErrors = z.array(z.object({ code: z.string().nullish(), message: z.string() }));
const definitionCreated = z.object({ metafieldDefinitionCreate: z.object({ userErrors }) });
const metafieldsSet = z.object({ metafieldsSet: z.object({ userErrors }) });
const bulkStarted = z.object({
  bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string() }).nullish(), userErrors }),
});
const bulkStatus = z.object({
  bulkOperation: z
    .object({
      status: z.string(),
      errorCode: z.string().nullish(),
      rootObjectCount: z.union([z.string(), z.number()]).transform(Number),
      url: z.string().nullish(),
    })
    .nullish(),
});
export type BulkStatus = NonNullable<z.output<typeof bulkStatus>["bulkOperation"]>;

const accessScopes = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});
const companyPage = z.object({
  company: shopifyCompany
    .extend({
      locations: z.object({ nodes: z.array(z.record(z.string(), z.unknown())) }),
      contacts: z.object({
        nodes: z.array(z.object({ customer: z.object({ id: z.string() }).nullish() })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      }),
    })
    .nullish(),
});

/** What the checkout wrote on the order: the exact words that were shown when the box was ticked. */
export const checkoutRequest = z.object({
  wordingVersion: z.coerce.number().int().positive(),
  wording: z.string().min(1).max(2000),
  locale: z.string().min(2).max(20),
  /** What they say to buy as, where they say it. */
  statedForm: z.enum(ASKED_FORMS).nullish(),
});
const orderConsent = z.object({
  order: z
    .object({
      id: z.string(),
      createdAt: z.iso.datetime({ offset: true }),
      email: z.string().nullish(),
      clientIp: z.string().nullish(),
      customer: z.object({ id: z.string() }).nullish(),
      metafield: z.object({ value: z.string() }).nullish(),
    })
    .nullish(),
});
export type OrderConsent = NonNullable<z.output<typeof orderConsent>["order"]>;

const customerAddress = z.object({
  customer: z.object({ defaultEmailAddress: z.object({ emailAddress: z.string().nullish() }).nullish() }).nullish(),
});

/** Thrown when Shopify answers an operation with user errors; carries their codes only. */
export class ShopifyRefusal extends Error {
  override readonly name = "ShopifyRefusal";
  constructor(readonly codes: readonly string[]) {
    super(`Shopify refused: ${codes.join(", ")}`);
  }
}

/** Name, domain, time zone and country of the shop. */
export async function fetchShopDetails(admin: AdminGraphql): Promise<ShopDetails> {
  return shopDetails.parse(await admin(operations.SHOP_DETAILS)).shop;
}

/**
 * Makes the order metafield that carries a tick from the cart to the order, and opens the shop's words to the block in the theme and to the pages of customer accounts. Safe to call again. A store that refuses the second has links to the app's own
 * page where the block would be, and no block on the profile page; nothing else is amiss: gives the codes of that refusal.
 */
export async function ensureConsentMetafields(admin: AdminGraphql): Promise<readonly string[]> {
  const define = async (definition: object) => {
    const variables = { definition: { ...definition, namespace: APP_NAMESPACE, type: "json" } };
    const answer = definitionCreated.parse(await admin(operations.CREATE_METAFIELD_DEFINITION, variables));
    return answer.metafieldDefinitionCreate.userErrors.filter((error) => error.code !== "TAKEN");
  };
  refuse(
    await define({
      name: "Marketing consent requested at checkout",
      key: CONSENT_REQUEST_KEY,
      ownerType: "ORDER",
      capabilities: { cartToOrderCopyable: { enabled: true } },
    }),
  );
  const errors = await define({
    name: "Words of marketing consent",
    key: CONSENT_WORDING_KEY,
    ownerType: "SHOP",
    access: { storefront: "PUBLIC_READ", customerAccount: "READ" },
  });
  return errors.map(({ code }) => code ?? "UNKNOWN");
}

/** What the extensions need to ask for consent. */
export interface PublishedWordings {
  /** One a language, the default first. */
  readonly wordings: readonly { readonly version: number; readonly locale: string; readonly text: string }[];
  /** Where order pages, and the profile page of the customer account, post to. */
  readonly endpoint: string;
  readonly accountEndpoint: string;
  /** What a person may say to buy as. */
  readonly statedForms: readonly string[];
}

/** Publishes the words that checkout, order pages and customer accounts show. The default's stand once more at the top, where older builds of the extension look. */
export async function publishWordings(
  admin: AdminGraphql,
  shopGid: string,
  { wordings, ...rest }: PublishedWordings,
): Promise<void> {
  const texts = wordings.map((wording) => ({ ...wording, version: String(wording.version) }));
  const value = JSON.stringify({ ...texts[0], ...rest, wordings: texts });
  const metafields = [{ ownerId: shopGid, namespace: APP_NAMESPACE, key: CONSENT_WORDING_KEY, type: "json", value }];
  refuse(metafieldsSet.parse(await admin(operations.SET_METAFIELDS, { metafields })).metafieldsSet.userErrors);
}

/** What is read of a store in bulk, one after the other. */
export type BulkPart = "companies" | "customers";

/**
 * Starts the bulk query of all companies or customers, without the fields that the store withholds, and gives its gid. Throws `Problem("sync_running")` while the shop runs another.
 */
export async function startBulkQuery(
  admin: AdminGraphql,
  part: BulkPart,
  without: readonly operations.Withheld[],
): Promise<string> {
  return runBulkQuery(
    admin,
    part === "companies" ? operations.COMPANIES_IN_BULK : operations.customersInBulk(without),
    false,
  );
}

/** Starts a bulk query and gives its gid. `grouped` is for a file in which each object's own lines must follow it at once. Throws `Problem("sync_running")` while the shop runs another. */
export async function runBulkQuery(admin: AdminGraphql, query: string, grouped: boolean): Promise<string> {
  const { bulkOperation, userErrors: errors } = bulkStarted.parse(
    await admin(operations.RUN_BULK_QUERY, { query, grouped }),
  ).bulkOperationRunQuery;
  if (errors.some((error) => error.code === "OPERATION_IN_PROGRESS" || error.code === "LIMIT_REACHED"))
    throw new Problem("sync_running");
  refuse(errors);
  if (!bulkOperation) throw new ShopifyRefusal(["NO_OPERATION"]);
  return bulkOperation.id;
}

/** Tells Shopify to stop a bulk operation. One that has ended already is left as it is. */
export async function cancelBulkOperation(admin: AdminGraphql, id: string): Promise<void> {
  await admin(operations.CANCEL_BULK_OPERATION, { id });
}

/** Names of the scopes that the store has granted. */
export async function fetchScopes(admin: AdminGraphql): Promise<ReadonlySet<string>> {
  const { currentAppInstallation } = accessScopes.parse(await admin(operations.ACCESS_SCOPES));
  return new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
}

/** A company as the store has it, with its locations and the customers who act for it. */
export interface CompanyAsRead {
  readonly company: ShopifyCompany;
  readonly locations: readonly ShopifyLocation[];
  readonly customerIds: readonly string[];
}

/** One company by number; `undefined` when it is gone. */
export async function fetchCompany(admin: AdminGraphql, companyId: string): Promise<CompanyAsRead | undefined> {
  const id = `gid://shopify/Company/${companyId}`;
  const customerIds: string[] = [];
  for (let after: string | null = null; ;) {
    const { company } = companyPage.parse(await admin(operations.COMPANY, { id, after }));
    if (!company) return undefined;
    customerIds.push(
      ...company.contacts.nodes.flatMap(({ customer }) => (customer ? (gidNumber(customer.id) ?? []) : [])),
    );
    const { hasNextPage, endCursor } = company.contacts.pageInfo;
    if (hasNextPage && endCursor) after = endCursor;
    else {
      const locations = company.locations.nodes.map((node) => shopifyLocation.parse({ ...node, __parentId: id }));
      return { company, locations, customerIds };
    }
  }
}

/** How far a bulk operation is; `undefined` when Shopify does not know it. */
export async function fetchBulkStatus(admin: AdminGraphql, id: string): Promise<BulkStatus | undefined> {
  return bulkStatus.parse(await admin(operations.BULK_OPERATION, { id })).bulkOperation ?? undefined;
}

/** One customer by number; `undefined` when it is gone. */
export async function fetchCustomer(admin: AdminGraphql, customerId: string): Promise<ShopifyCustomer | undefined> {
  const answer = z
    .object({ customer: shopifyCustomer.nullish() })
    .parse(await admin(operations.CUSTOMER, { id: `gid://shopify/Customer/${customerId}` }));
  return answer.customer ?? undefined;
}

/** The customer's own address as the store has it; `undefined` when the customer is gone or has none. */
export async function fetchCustomerAddress(admin: AdminGraphql, customerId: string): Promise<string | undefined> {
  const { customer } = customerAddress.parse(
    await admin(operations.CUSTOMER_ADDRESS, { id: `gid://shopify/Customer/${customerId}` }),
  );
  return customer?.defaultEmailAddress?.emailAddress ?? undefined;
}

/** The order, with what the checkout wrote on it; `undefined` when there is no such order in this shop. */
export async function fetchOrderConsent(admin: AdminGraphql, orderId: string): Promise<OrderConsent | undefined> {
  const variables = { id: `gid://shopify/Order/${orderId}`, namespace: APP_NAMESPACE, key: CONSENT_REQUEST_KEY };
  return orderConsent.parse(await admin(operations.ORDER_CONSENT, variables)).order ?? undefined;
}

/** Throws `ShopifyRefusal` when there are user errors. */
export function refuse(errors: readonly { readonly code?: string | null | undefined }[]): void {
  if (errors.length > 0) throw new ShopifyRefusal(errors.map((error) => error.code ?? "UNKNOWN"));
}
