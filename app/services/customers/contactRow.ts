import type { ShopifyCustomer } from "~/integrations/shopify/customer";
import { domainOf, usableAddress } from "~/policy/emailAddress";
import { isFreemailDomain } from "~/policy/freemail";
import { collectEvidence, weighEvidence } from "~/policy/legalForm";
import type { ContactRow } from "~/db/contactMerge";
import type { AddressKeys } from "~/services/shops/keys";

/** Turns a customer of the store into the row of a contact: its facts, its legal form with evidence (P4), its relation (P1). Pure but for the shop's keys. */
export function contactRow(customer: ShopifyCustomer, keys: AddressKeys): ContactRow {
  const given = customer.defaultEmailAddress?.emailAddress.trim() ?? "";
  const usable = usableAddress(given);
  const email = usable ?? given;
  const domain = domainOf(email);
  const companies = customer.companyContactProfiles;
  const addressCompany = customer.defaultAddress?.company ?? "";
  const evidence = collectEvidence({
    addressCompanies: addressCompany ? [addressCompany] : [],
    b2bCompanies: companies.map(({ name }) => name).filter(Boolean),
    tags: customer.tags,
    taxRegistrationIds: [],
  });
  const { legalForm, strength } = weighEvidence(evidence);
  const ordering = companies.filter(({ ordersCount }) => (ordersCount?.count ?? 0) > 0);
  const isCustomer = customer.numberOfOrders > 0 || ordering.length > 0;
  const since = [...ordering.map(({ customerSince }) => customerSince), customer.createdAt]
    .filter((date) => typeof date === "string")
    .sort()[0];
  return {
    shopifyId: customer.id,
    email,
    addressUsable: usable !== undefined,
    freemail: domain !== undefined && isFreemailDomain(domain),
    exclusionKey: domain ? keys.exclusionKey(email) : null,
    consentKey: domain ? keys.consentKey(email) : null,
    name: customer.displayName.slice(0, 300),
    company: (companies[0]?.name || addressCompany).slice(0, 300),
    country: customer.defaultAddress?.countryCodeV2 ?? null,
    tags: customer.tags,
    relation: isCustomer ? "customer" : "none",
    relationSince: isCustomer ? (since ?? null) : null,
    orderCount: customer.numberOfOrders,
    lastOrderAt: customer.lastOrder?.createdAt ?? null,
    legalForm,
    evidenceStrength: strength,
    evidence,
    marketingState: customer.defaultEmailAddress?.marketingState ?? "NOT_SUBSCRIBED",
    marketingOptIn: customer.defaultEmailAddress?.marketingOptInLevel ?? null,
    sourceUpdatedAt: customer.updatedAt ?? customer.createdAt ?? "1970-01-01T00:00:00Z",
  };
}
