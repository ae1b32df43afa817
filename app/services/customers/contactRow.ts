import { hash } from "node:crypto";
import type { ShopifyCustomer } from "~/integrations/shopify/customer";
import { companyKey } from "~/policy/companyKey";
import { domainOf, usableAddress } from "~/policy/emailAddress";
import { isFreemailDomain } from "~/policy/freemail";
import { CLASSIFIER_VERSION, collectEvidence, weighEvidence } from "~/policy/legalForm";
import { searchWords } from "~/policy/searchWords";
import type { ContactRow } from "~/db/contactRow";
import type { AddressKeys } from "~/services/shops/keys";
import type { CompanyFacts } from "./companyFacts";

/** Turns a customer of the store into the row of a contact: its facts, its legal form with evidence (P4), its relation (P1). Pure but for the shop's keys. `companies` are those the app has read, by number. */
export function contactRow(
  customer: ShopifyCustomer,
  companies: ReadonlyMap<string, CompanyFacts>,
  keys: AddressKeys,
): ContactRow {
  const given = customer.defaultEmailAddress?.emailAddress.trim() ?? "";
  const usable = usableAddress(given);
  const email = usable ?? given;
  const domain = domainOf(email);
  const profiles = customer.companyContactProfiles;
  const addressCompany = customer.defaultAddress?.company ?? "";
  const company = (profiles[0]?.name || addressCompany).slice(0, 300);
  const evidence = collectEvidence({
    addressCompanies: addressCompany ? [addressCompany] : [],
    companies: profiles.map(({ id, name }) => {
      const known = id ? companies.get(id) : undefined;
      return {
        name: name || (known?.name ?? ""),
        statedForm: known?.statedForm ?? null,
        companyNumber: known?.companyNumber ?? null,
        taxRegistrationIds: known?.taxRegistrationIds ?? [],
      };
    }),
    statedForm: customer.legalForm?.value ?? null,
    companyNumber: customer.companyNumber?.value ?? null,
    tags: customer.tags,
  });
  const { legalForm, strength } = weighEvidence(evidence);
  const ordering = profiles.filter(({ ordersCount }) => (ordersCount?.count ?? 0) > 0);
  const isCustomer = customer.numberOfOrders > 0 || ordering.length > 0;
  const since = [...ordering.map(({ customerSince }) => customerSince), customer.createdAt]
    .filter((date) => typeof date === "string")
    .sort()[0];
  const name = customer.displayName.slice(0, 300);
  return {
    shopifyId: customer.id,
    email,
    addressUsable: usable !== undefined,
    freemail: domain !== undefined && isFreemailDomain(domain),
    exclusionKey: domain ? keys.exclusionKey(email) : null,
    consentKey: domain ? keys.consentKey(email) : null,
    name,
    company,
    companyKey: companyKey(profiles[0]?.id ?? undefined, company),
    country: customer.defaultAddress?.countryCodeV2 ?? null,
    tags: customer.tags,
    relation: isCustomer ? "customer" : "none",
    relationSince: isCustomer ? (since ?? null) : null,
    orderCount: customer.numberOfOrders,
    lastOrderAt: customer.lastOrder?.createdAt ?? null,
    amountSpent: customer.amountSpent?.amount ?? null,
    legalForm,
    evidenceStrength: strength,
    evidence,
    classifier: CLASSIFIER_VERSION,
    marketingState: customer.defaultEmailAddress?.marketingState ?? "NOT_SUBSCRIBED",
    marketingOptIn: customer.defaultEmailAddress?.marketingOptInLevel ?? null,
    marketingUpdatedAt: customer.defaultEmailAddress?.marketingUpdatedAt ?? null,
    sourceUpdatedAt: changedAt(customer),
    sourceMark: null,
    searchWords: searchWords([name, company], email),
    companyIds: profiles.flatMap(({ id }) => id ?? []),
  };
}

/** Hash of all that a contact is made from: its line of the bulk file, its companies, and the rules applied. Shop keys and freemail list are not in it: both change with a version only. */
export function sourceMark(line: string, companies: readonly CompanyFacts[]): Buffer {
  const rest = companies.length > 0 ? JSON.stringify(companies) : "";
  return hash("md5", `${CLASSIFIER_VERSION}|${rest}|${line}`, "buffer");
}

/** When the store last changed what it says: the customer, or its consent, which has a date of its own. */
function changedAt(customer: ShopifyCustomer): string {
  const updated = customer.updatedAt ?? customer.createdAt ?? "1970-01-01T00:00:00Z";
  const consent = customer.defaultEmailAddress?.marketingUpdatedAt;
  return consent && Date.parse(consent) > Date.parse(updated) ? consent : updated;
}
