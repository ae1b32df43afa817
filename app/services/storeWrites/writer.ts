import type { AdminGraphql } from "~/integrations/shopify/admin";

/** Every kind of state that is written to Shopify. */
export const STORE_WRITE_KINDS = ["consent", "legal_form"] as const;
export type StoreWriteKind = (typeof STORE_WRITE_KINDS)[number];

/** What came of reconciling one customer. `later`: it may work when tried again. `dead`: it will not, before somebody mends something. */
export interface WriteOutcome {
  readonly customerId: string;
  readonly state: "done" | "later" | "dead";
  readonly code: string;
  /** Shopify holds something that must come in here first. */
  readonly refresh?: boolean;
}

/**
 * Reconciles customers with Shopify, at most `CHUNK` at once, and gives each as it is done. Finds out at the moment of writing what is true. Throws `AdminFailure`, with those given before it done.
 */
export type StoreWriter = (
  shopId: number,
  customerIds: readonly string[],
  admin: AdminGraphql,
) => AsyncIterable<WriteOutcome>;
