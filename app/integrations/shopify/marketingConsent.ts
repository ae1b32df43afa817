import { z } from "zod";
import type { AdminGraphql } from "./admin";
import { gidNumber } from "./customer";
import { MARKETING_CONSENTS, UPDATE_MARKETING_CONSENT } from "./operations";

const consent = z.object({
  emailAddress: z
    .string()
    .nullish()
    .transform((address) => address ?? ""),
  marketingState: z.string(),
  marketingOptInLevel: z.string().nullish(),
  marketingUpdatedAt: z.iso.datetime({ offset: true }).nullish(),
});
const customer = z.object({ id: z.string(), defaultEmailAddress: consent.nullish() });
const consents = z.object({ nodes: z.array(customer.nullish()) });
const updated = z.object({
  customerEmailMarketingConsentUpdate: z.object({
    customer: customer.nullish(),
    userErrors: z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish() })),
  }),
});

/** What the store says of one customer: the default address and its marketing consent; `null` without an address. */
export type StoreConsent = z.output<typeof consent> | null;

/** What may be written: nothing else leaves this app. A subscription carries when it was confirmed; an unsubscribe without a date is dated by Shopify. */
export type ConsentUpdate =
  | { readonly marketingState: "SUBSCRIBED"; readonly marketingOptInLevel: "CONFIRMED_OPT_IN"; readonly at: Date }
  | { readonly marketingState: "UNSUBSCRIBED"; readonly at: Date | undefined };

/** The consents of customers by number, at most 250; who is gone from the store is not among them. */
export async function fetchMarketingConsents(
  admin: AdminGraphql,
  customerIds: readonly string[],
): Promise<Map<string, StoreConsent>> {
  const ids = customerIds.map((id) => `gid://shopify/Customer/${id}`);
  const { nodes } = consents.parse(await admin(MARKETING_CONSENTS, { ids }));
  return new Map(
    nodes.flatMap((node) => {
      const id = node && gidNumber(node.id);
      return id ? [[id, node.defaultEmailAddress ?? null] as const] : [];
    }),
  );
}

/** Writes one customer's marketing consent. Gives what Shopify holds after it, or the code with which it refused: Shopify's own and the input it is about. */
export async function updateMarketingConsent(
  admin: AdminGraphql,
  customerId: string,
  { at, ...update }: ConsentUpdate,
): Promise<{ after: StoreConsent } | { refused: string }> {
  const emailMarketingConsent = { ...update, ...(at ? { consentUpdatedAt: at.toISOString() } : {}) };
  const input = { customerId: `gid://shopify/Customer/${customerId}`, emailMarketingConsent };
  const answer = updated.parse(await admin(UPDATE_MARKETING_CONSENT, { input })).customerEmailMarketingConsentUpdate;
  const [error] = answer.userErrors;
  if (error) return { refused: [error.code ?? "UNKNOWN", ...(error.field?.slice(-1) ?? [])].join("_").slice(0, 60) };
  return { after: answer.customer?.defaultEmailAddress ?? null };
}
