import type { MetafieldChange, MetafieldChangeResult } from "@shopify/ui-extensions/checkout";
import type { AppMetafieldEntry } from "@shopify/ui-extensions/customer-account";
import type { RemoteConnection } from "@remote-dom/core";

export type { AppMetafieldEntry, MetafieldChange, MetafieldChangeResult };

/** What the server tells the page about the extension it runs. */
export interface ExtensionSetup {
  target: string;
  /** Path below which the page does for the worker what the worker may ask for. */
  base: string;
  networkAccess: boolean;
  /** Texts in `locale`, which is the buyer's language where the extension has it, and its default where not. */
  translations: Record<string, string>;
  locale: string;
  /** The buyer's own language, as a tag. */
  language: string;
  /** Undefined on pages that hand an extension no metafields. */
  appMetafields: AppMetafieldEntry[] | undefined;
  /** Undefined on pages that do not say which shop it is. */
  shop: { id: string; name: string; myshopifyDomain: string } | undefined;
  /** On the thank-you page. */
  orderConfirmation: { order: { id: string }; number: string; isFirstOrder: boolean } | undefined;
  /** On the order's own page. */
  order: { id: string; name: string; processedAt: string } | undefined;
  /** In a customer account: who is logged in, and whether anybody is. */
  account: { customerId: string | undefined } | undefined;
}

/** What the page does for the worker. */
export interface HostApi {
  applyMetafieldChange(
    change: MetafieldChange,
  ): Promise<{ result: MetafieldChangeResult; appMetafields: AppMetafieldEntry[] }>;
  sessionToken(): Promise<string>;
  /** Sends a body to the Customer Account API as the customer who is logged in. */
  customerAccountApi(body: string): Promise<{ status: number; body: string }>;
}

/** What the worker offers to the page. */
export interface WorkerApi {
  run(setup: ExtensionSetup, connection: RemoteConnection, host: HostApi): Promise<void>;
}
