/** Every Admin API operation of the app; a test validates each marked document against the schema. */

export const SHOP_DETAILS = `#graphql
  query ShopDetails {
    shop {
      id
      name
      myshopifyDomain
      contactEmail
      ianaTimezone
      currencyCode
      primaryDomain { url }
      shopAddress { countryCodeV2 }
    }
  }`;

/** Makes a field of the app: on orders, where what the checkout writes on the cart arrives, and on customers and companies. */
export const CREATE_METAFIELD_DEFINITION = `#graphql
  mutation CreateMetafieldDefinition($definition: MetafieldDefinitionInput!) {
    metafieldDefinitionCreate(definition: $definition) {
      createdDefinition { id }
      userErrors { code field message }
    }
  }`;

export const SET_METAFIELDS = `#graphql
  mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id key }
      userErrors { code field message }
    }
  }`;

export const DELETE_METAFIELDS = `#graphql
  mutation DeleteMetafields($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields { key }
      userErrors { field message }
    }
  }`;

const CUSTOMER_FRAGMENT = `#graphql
  fragment CustomerFields on Customer {
    id
    displayName
    createdAt
    updatedAt
    tags
    numberOfOrders
    amountSpent { amount }
    lastOrder { createdAt }
    defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
    legalForm: metafield(namespace: "$app", key: "legal_form") { value }
    companyNumber: metafield(namespace: "$app", key: "company_number") { value }
    defaultAddress { company countryCodeV2 }
    companyContactProfiles { company { id name customerSince ordersCount { count } } }
  }`;

const COMPANY_FRAGMENT = `#graphql
  fragment CompanyFields on Company {
    id
    name
    createdAt
    updatedAt
    customerSince
    ordersCount { count }
    legalForm: metafield(namespace: "$app", key: "legal_form") { value }
    companyNumber: metafield(namespace: "$app", key: "company_number") { value }
  }`;

const inBulk = (fragment: string) => fragment.slice(fragment.indexOf("{"));

/** What a store may withhold from the app while it lets it read customers. */
export type Withheld = "companies" | "orders";

// A line each of the fragment above.
const WITHHELD_FIELDS: Readonly<Record<Withheld, RegExp>> = {
  companies: /^\s*companyContactProfiles .*\n/m,
  orders: /^\s*lastOrder .*\n/m,
};

/** The bulk query of the store's customers: the same fields, written out, since a bulk query is one plain document; without those that the store withholds. */
export function customersInBulk(without: readonly Withheld[] = []): string {
  const fields = without.reduce(
    (text, withheld) => text.replace(WITHHELD_FIELDS[withheld], ""),
    inBulk(CUSTOMER_FRAGMENT),
  );
  return `{ customers { edges { node ${fields} } } }`;
}

/** The bulk query of the store's companies with their locations. A query of its own: a connection below the list of a customer's companies is not allowed in bulk. */
export const COMPANIES_IN_BULK = `{ companies { edges { node ${inBulk(COMPANY_FRAGMENT).replace(/\}$/, "locations { edges { node { id taxSettings { taxRegistrationId } } } } }")} } } }`;

/** The bulk query of which products were in the store's orders: those of the last 60 days, unless the store lets the app read all. */
export const PURCHASES_IN_BULK = `{ orders { edges { node {
  id createdAt test cancelledAt customer { id }
  lineItems { edges { node { id product { id } } } }
} } } }`;

export const CUSTOMER = `#graphql
  query Customer($id: ID!) {
    customer(id: $id) { ...CustomerFields }
  }
  ${CUSTOMER_FRAGMENT}`;

/** One company with its locations and who acts for it, a page at a time. */
export const COMPANY = `#graphql
  query Company($id: ID!, $after: String) {
    company(id: $id) {
      ...CompanyFields
      locations(first: 250) { nodes { id taxSettings { taxRegistrationId } } }
      contacts(first: 250, after: $after) { nodes { id customer { id } } pageInfo { hasNextPage endCursor } }
    }
  }
  ${COMPANY_FRAGMENT}`;

/** What the store lets the app read. */
export const ACCESS_SCOPES = `#graphql
  query AccessScopes {
    currentAppInstallation { accessScopes { handle } }
  }`;

export const CANCEL_BULK_OPERATION = `#graphql
  mutation CancelBulkOperation($id: ID!) {
    bulkOperationCancel(id: $id) {
      bulkOperation { id status }
      userErrors { field message }
    }
  }`;

export const RUN_BULK_QUERY = `#graphql
  mutation RunBulkQuery($query: String!, $grouped: Boolean!) {
    bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
      bulkOperation { id status }
      userErrors { code field message }
    }
  }`;

export const BULK_OPERATION = `#graphql
  query BulkOperation($id: ID!) {
    bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount url }
  }`;

export const ORDER_CONSENT = `#graphql
  query OrderConsent($id: ID!, $namespace: String!, $key: String!) {
    order(id: $id) {
      id
      createdAt
      email
      clientIp
      customer { id }
      metafield(namespace: $namespace, key: $key) { value }
    }
  }`;

/** An order that was placed, by the parts that are wanted of it: what the checkout wrote, what it came to and what was paid back of it since, what was in it, a page at a time. */
export const PLACED_ORDER = `#graphql
  query PlacedOrder($id: ID!, $namespace: String!, $key: String!, $consent: Boolean!, $value: Boolean!, $products: Boolean!, $after: String) {
    order(id: $id) {
      id
      createdAt
      test
      cancelledAt
      ... @include(if: $consent) {
        email
        clientIp
        metafield(namespace: $namespace, key: $key) { value }
      }
      ... @include(if: $value) {
        customer { id }
        totalPriceSet { shopMoney { amount currencyCode } }
        totalRefundedSet { shopMoney { amount } }
      }
      ... @include(if: $products) {
        customer { id }
        lineItems(first: 50, after: $after) { nodes { product { id } } pageInfo { hasNextPage endCursor } }
      }
    }
  }`;

/** Where a customer can be written to. */
export const CUSTOMER_ADDRESS = `#graphql
  query CustomerAddress($id: ID!) {
    customer(id: $id) { id defaultEmailAddress { emailAddress } }
  }`;

/** What the store says of customers' marketing consent, up to 250 at once; a customer that is gone is null. */
export const MARKETING_CONSENTS = `#graphql
  query MarketingConsents($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer {
        id
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
      }
    }
  }`;

export const UPDATE_MARKETING_CONSENT = `#graphql
  mutation UpdateMarketingConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) {
      customer {
        id
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
      }
      userErrors { code field message }
    }
  }`;

/** The store's customer segments, a page at a time. */
export const SEGMENTS = `#graphql
  query Segments($after: String) {
    segments(first: 100, after: $after, sortKey: CREATION_DATE, reverse: true) {
      nodes { id name query }
      pageInfo { hasNextPage endCursor }
    }
  }`;

/** One customer segment; null when it is gone. */
export const SEGMENT = `#graphql
  query Segment($id: ID!) {
    node(id: $id) { ... on Segment { id name query } }
  }`;

/** Who meets the query of a segment, a page at a time: the same query for all pages, whatever becomes of the segment meanwhile. */
export const SEGMENT_MEMBERS = `#graphql
  query SegmentMembers($query: String!, $timezone: String!, $after: String) {
    customerSegmentMembers(query: $query, timezone: $timezone, first: 250, after: $after) {
      totalCount
      edges { node { id } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

/** The products in a collection now, a page at a time; null when it is gone. */
export const COLLECTION_PRODUCTS = `#graphql
  query CollectionProducts($id: ID!, $after: String) {
    collection(id: $id) {
      title
      products(first: 250, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
    }
  }`;

/** Asks where a file may be sent to, for Shopify to take it from there. */
export const STAGE_UPLOADS = `#graphql
  mutation StageUploads($input: [StagedUploadInput!]!) {
    stagedUploadsCreate(input: $input) {
      stagedTargets { url resourceUrl parameters { name value } }
      userErrors { field message }
    }
  }`;

/** Makes files of the store from what was sent. */
export const CREATE_FILES = `#graphql
  mutation CreateFiles($files: [FileCreateInput!]!) {
    fileCreate(files: $files) {
      files { id fileStatus }
      userErrors { code field message }
    }
  }`;

/** How far a picture among the store's files is. */
export const PICTURE_FILE = `#graphql
  query PictureFile($id: ID!) {
    node(id: $id) { ... on MediaImage { id fileStatus fileErrors { code } image { url } } }
  }`;
