import { GraphQLError } from "graphql";
import { marketingConsent } from "../webhooks/payloads";
import { typeOfId, type CustomerRecord, type OrderRecord, type RefundRecord, type StoreRecord } from "../store/records";
import { accessDenied, covers, visibleOrdersSince } from "./access";
import { connection, pageLimit, type PageArguments } from "./connection";
import { shopId, type AdminContext, type Resolvers } from "./context";
import { matchesSearch } from "./search";
import { fileResolvers } from "./files";
import { segmentResolvers } from "./segment-resolvers";
import { metafieldResolvers } from "./metafield-resolvers";

const settable = new Set(["SUBSCRIBED", "UNSUBSCRIBED", "PENDING"]);

interface ConsentInput {
  customerId: string;
  emailMarketingConsent: {
    marketingState: string;
    marketingOptInLevel?: string | null;
    consentUpdatedAt?: string | null;
  };
}

async function updateConsent(input: ConsentInput, context: AdminContext) {
  const refused = (field: string[], message: string, code: string) => ({
    customer: null,
    userErrors: [{ field: ["input", ...field], message, code }],
  });
  const { marketingState, marketingOptInLevel, consentUpdatedAt } = input.emailMarketingConsent;
  const customer = await context.store.customer(input.customerId);
  if (!customer) return refused(["customerId"], "Customer not found", "INVALID");
  if (!settable.has(marketingState)) {
    const message = `Cannot specify ${marketingState} as a marketing state input`;
    return refused(["emailMarketingConsent", "marketingState"], message, "INVALID");
  }
  if (consentUpdatedAt && Date.parse(consentUpdatedAt) > context.settings.now()) {
    const message = "Consent updated at must not be in the future";
    return refused(["emailMarketingConsent", "consentUpdatedAt"], message, "INVALID");
  }
  const address = customer.defaultEmailAddress;
  if (!address?.emailAddress) {
    return refused(
      ["emailMarketingConsent"],
      "Customer must have an email address to update their email marketing consent",
      "INVALID",
    );
  }
  const at = consentUpdatedAt ?? new Date(context.settings.now()).toISOString();
  const level = marketingOptInLevel ?? address.marketingOptInLevel ?? "SINGLE_OPT_IN";
  // "The customer's consent state reflects the consent record with the most recent consent_updated_at date", and the same consent again is no change: nothing is written and nobody is told.
  const older = address.marketingUpdatedAt ? Date.parse(at) < Date.parse(address.marketingUpdatedAt) : false;
  const same = address.marketingState === marketingState && address.marketingOptInLevel === level;
  if (older || same) return { customer, userErrors: [] };
  const changed: CustomerRecord = {
    ...customer,
    defaultEmailAddress: {
      ...address,
      marketingState,
      marketingOptInLevel: level,
      marketingUpdatedAt: at,
    },
  };
  context.store.putCustomer(changed);
  context.webhooks.emit("customers_email_marketing_consent/update", marketingConsent(changed));
  return { customer: changed, userErrors: [] };
}

const shop = (context: AdminContext) => {
  const { shop: profile } = context.settings;
  const domain = new URL(context.storefrontOrigin);
  return {
    __typename: "Shop",
    id: shopId,
    name: profile.name,
    myshopifyDomain: profile.domain,
    email: profile.email,
    contactEmail: profile.email,
    ianaTimezone: profile.timezone,
    currencyCode: profile.currency,
    createdAt: profile.createdAt,
    primaryDomain: {
      id: "gid://shopify/Domain/1",
      url: context.storefrontOrigin,
      host: domain.host,
      sslEnabled: domain.protocol === "https:",
    },
    shopAddress: {
      id: "gid://shopify/ShopAddress/1",
      company: profile.name,
      address1: "4 Castle Street",
      address2: null,
      city: profile.city,
      zip: profile.zip,
      country: profile.country === "GB" ? "United Kingdom" : null,
      countryCodeV2: profile.country,
      provinceCode: null,
    },
    plan: { publicDisplayName: "Basic", partnerDevelopment: false, shopifyPlus: false },
  };
};

async function node(id: string, context: AdminContext) {
  if (id === shopId) return shop(context);
  const type = typeOfId(id);
  if (type === "BulkOperation") return withType(type, context.bulk.get(id));
  if (type === "MediaImage") {
    if (!covers(context.scopes, "read_files")) throw accessDenied("node", ["read_files"]);
    return withType(type, context.files.look(id));
  }
  if (type === "Segment") {
    if (!covers(context.scopes, "read_customers")) throw accessDenied("node", ["read_customers"]);
    return withType(type, context.store.segments.get(id));
  }
  if (type === "Order") return withType(type, context.store.orders.get(id));
  return withType(type, await context.store.record(id));
}

const withType = (type: string | undefined, record: object | undefined) =>
  record ? { ...record, __typename: type } : null;

async function customerIds(args: Record<string, unknown>, context: AdminContext): Promise<string[]> {
  if (args.sortKey && args.sortKey !== "ID") {
    throw new GraphQLError(`simulator: customers can only be sorted by ID, not ${args.sortKey as string}`);
  }
  const search = args.query as string | null | undefined;
  const ids = context.store.ids("Customer");
  if (!search) return ids;
  const found: string[] = [];
  for await (const batch of context.store.stream("Customer")) {
    found.push(...batch.filter((c) => matchesSearch(c, search)).map((c) => c.id));
  }
  return found;
}

/** A nested connection of an exported object: the lines that name it as their parent and have the right type. */
const moneyBag = (pence: number, currencyCode: string) => ({
  shopMoney: { amount: (pence / 100).toFixed(2), currencyCode },
});

const childrenOfType =
  (type: string) => async (parent: Record<string, unknown>, args: Record<string, unknown>, context: AdminContext) => {
    const children = (await context.store.children(parent.id as string)).filter((c) => typeOfId(c.id) === type);
    const byId = new Map(children.map((c) => [c.id, c]));
    return connection([...byId.keys()], args as PageArguments, (id) => byId.get(id));
  };

/** The contacts of a company: an export tells of them in the records of the customers who act for it. */
async function contactsOf(store: AdminContext["store"], companyId: string): Promise<Map<string, StoreRecord>> {
  const found = new Map<string, StoreRecord>();
  for await (const customers of store.stream("Customer")) {
    for (const customer of customers) {
      const profiles = (customer.companyContactProfiles ?? []) as (StoreRecord & { company?: StoreRecord })[];
      for (const profile of profiles) {
        if (profile.company?.id === companyId) found.set(profile.id, { ...profile, customer });
      }
    }
  }
  return found;
}

/** By coordinate; a field without an entry takes the value of the same name in its object. */
export const resolvers: Resolvers = {
  ...metafieldResolvers,
  ...segmentResolvers,
  ...fileResolvers,
  // An export may lack it, and the schema says it is never null.
  "Customer.amountSpent": ({ amountSpent, numberOfOrders }, _args, context) => ({
    currencyCode: context.settings.shop.currency,
    ...(amountSpent ?? {
      amount: (Number(numberOfOrders ?? 0) * context.settings.amountAnOrder).toFixed(1),
    }),
  }),
  "QueryRoot.shop": (_root, _args, context) => shop(context),
  "QueryRoot.node": (_root, args, context) => node(args.id as string, context),
  "QueryRoot.nodes": async (_root, args, context) => {
    const ids = args.ids as string[];
    if (ids.length > pageLimit) {
      throw new GraphQLError(
        `The input array size of ${ids.length} is greater than the maximum allowed of ${pageLimit}.`,
        {
          extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" },
        },
      );
    }
    return Promise.all(ids.map((id) => node(id, context)));
  },
  "QueryRoot.currentAppInstallation": (_root, _args, { scopes, settings }) => ({
    id: "gid://shopify/AppInstallation/1",
    accessScopes: [...scopes].map((handle) => ({ handle, description: handle.replaceAll("_", " ") })),
    app: { id: "gid://shopify/App/987654321", handle: settings.app.handle, title: settings.app.name },
  }),
  "QueryRoot.customer": async (_root, args, { store }) => (await store.customer(args.id as string)) ?? null,
  "QueryRoot.customers": async (_root, args, context) =>
    connection(await customerIds(args, context), args as PageArguments, (id) => context.store.customer(id)),
  "QueryRoot.customersCount": async (_root, args, context) => ({
    count: (await customerIds(args, context)).length,
    precision: "EXACT",
  }),
  "QueryRoot.company": async (_root, args, { store }) =>
    typeOfId(args.id as string) === "Company" ? ((await store.record(args.id as string)) ?? null) : null,
  "QueryRoot.companies": (_root, args, { store }) =>
    connection(store.ids("Company"), args as PageArguments, (id) => store.record(id)),
  "QueryRoot.companyLocation": async (_root, args, { store }) =>
    typeOfId(args.id as string) === "CompanyLocation" ? ((await store.record(args.id as string)) ?? null) : null,
  "QueryRoot.order": (_root, args, { store, scopes, settings }) => {
    const order = store.orders.get(args.id as string);
    return order && Date.parse(order.createdAt) >= visibleOrdersSince(scopes, settings.now()) ? order : null;
  },
  "QueryRoot.orders": (_root, args, { store, scopes, settings }) => {
    if (args.query || (args.sortKey && args.sortKey !== "PROCESSED_AT"))
      throw new GraphQLError("simulator: orders are neither searched for nor sorted");
    const since = visibleOrdersSince(scopes, settings.now());
    const visible = [...store.orders.values()].filter(({ createdAt }) => Date.parse(createdAt) >= since);
    return connection(
      visible.map(({ id }) => id),
      args as PageArguments,
      (id) => store.orders.get(id),
    );
  },
  "QueryRoot.collection": (_root, args, { store }) => store.collections.get(args.id as string) ?? null,
  "Collection.products": (collection, args) =>
    connection(collection.productIds as string[], args as PageArguments, (id) => ({ id })),
  "Order.lineItems": (order, args) => {
    const lines = new Map((order as unknown as OrderRecord).lineItems.nodes.map((line) => [line.id, line]));
    return connection([...lines.keys()], args as PageArguments, (id) => lines.get(id));
  },
  // Lists what an app subscribed to by the API; subscriptions of its configuration are not part of it.
  "QueryRoot.webhookSubscriptions": (_root, args) => connection([], args as PageArguments, () => null),
  "QueryRoot.bulkOperation": (_root, args, { bulk }) => bulk.get(args.id as string) ?? null,
  "QueryRoot.bulkOperations": (_root, args, { bulk }) => {
    const all = new Map([...bulk.all()].reverse().map((o) => [o.id, o]));
    return connection([...all.keys()], args as PageArguments, (id) => all.get(id));
  },

  "Customer.addressesV2": childrenOfType("MailingAddress"),
  "Customer.orders": (customer, args, { store }) => {
    const own = [...store.orders.values()].filter((o) => o.customerId === customer.id).map((o) => o.id);
    return connection(own, args as PageArguments, (id) => store.orders.get(id));
  },
  "Company.locations": childrenOfType("CompanyLocation"),
  "Company.contacts": async (company, args, { store }) => {
    const contacts = await contactsOf(store, company.id as string);
    return connection([...contacts.keys()], args as PageArguments, (id) => contacts.get(id));
  },
  "Order.totalPriceSet": (order, _args, { settings }) => moneyBag(order.total as number, settings.shop.currency),
  // Of what was really paid back: a refund that is pending is none yet.
  "Order.totalRefundedSet": (order, _args, { settings }) => {
    const moved = (order.refunds as RefundRecord[]).filter(({ status }) => status === "SUCCESS");
    return moneyBag(
      moved.reduce((sum, { amount }) => sum + amount, 0),
      settings.shop.currency,
    );
  },
  "Order.customer": async (order, _args, { store }) => (await store.customer(order.customerId as string)) ?? null,

  "Mutation.customerEmailMarketingConsentUpdate": (_root, args, context) =>
    updateConsent(args.input as ConsentInput, context),
  "Mutation.bulkOperationRunQuery": (_root, args, { bulk, scopes }) =>
    bulk.runQuery(args.query as string, scopes, args.groupObjects as boolean),
  "Mutation.bulkOperationCancel": (_root, args, { bulk }) => bulk.cancel(args.id as string),
};
