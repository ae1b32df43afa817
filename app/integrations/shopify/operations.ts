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

/** Lets a metafield that the checkout writes on the cart reach the order. */
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

const CUSTOMER_FRAGMENT = `#graphql
  fragment CustomerFields on Customer {
    id
    displayName
    createdAt
    updatedAt
    tags
    numberOfOrders
    lastOrder { createdAt }
    defaultEmailAddress { emailAddress marketingState marketingOptInLevel }
    defaultAddress { company countryCodeV2 }
    companyContactProfiles { company { name customerSince ordersCount { count } } }
  }`;

/** The bulk query of the store sync: the same fields, written out, since a bulk query is one plain document. */
export const CUSTOMERS_IN_BULK = `{ customers { edges { node ${CUSTOMER_FRAGMENT.slice(CUSTOMER_FRAGMENT.indexOf("{"))} } } }`;

export const CUSTOMER = `#graphql
  query Customer($id: ID!) {
    customer(id: $id) { ...CustomerFields }
  }
  ${CUSTOMER_FRAGMENT}`;

export const RUN_BULK_QUERY = `#graphql
  mutation RunBulkQuery($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: false) {
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
