import { filled, readPublished, type Published } from "./wording";

/** Where the holder of the account stands, as the app tells. */
export interface Standing {
  standing: "none" | "asked" | "confirmed" | "stopped";
  /** Since when; null for `none`. */
  since: Date | null;
  /** Where to write to; empty when the app does not say. */
  contact: string;
}

const STANDINGS: readonly string[] = ["none", "asked", "confirmed", "stopped"] satisfies Standing["standing"][];

/** Reads the app's answer; null for anything else. */
export function readStanding(answer: unknown): Standing | null {
  const { standing, since, contact } = (answer ?? {}) as Record<string, unknown>;
  if (typeof standing !== "string" || !STANDINGS.includes(standing)) return null;
  const at = typeof since === "string" ? new Date(since) : null;
  return {
    standing: standing as Standing["standing"],
    since: at && !Number.isNaN(at.getTime()) ? at : null,
    contact: filled(contact) ?? "",
  };
}

const CUSTOMER_ACCOUNT_API = "shopify://customer-account/api/2026-07/graphql.json";
const QUERY = '{ shop { metafield(namespace: "$app", key: "consent_wording") { value } } }';

/**
 * Reads what the shop holds for asking. The profile page is handed no metafields, so it asks Shopify's Customer Account API, where the app's definition lets customers read this one. Gives null when there is nothing to ask with. Throws when Shopify cannot be reached.
 */
export async function fetchPublished(language: string): Promise<Published | null> {
  const response = await fetch(CUSTOMER_ACCOUNT_API, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: QUERY }),
  });
  if (!response.ok) throw new Error("the Customer Account API did not answer");
  const { data } = (await response.json()) as { data?: { shop?: { metafield?: { value?: unknown } | null } } };
  return readPublished(filled(data?.shop?.metafield?.value), language);
}
