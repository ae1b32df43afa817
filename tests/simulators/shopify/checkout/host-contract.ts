import type { AppMetafieldEntry, MetafieldChange, MetafieldChangeResult } from "@shopify/ui-extensions/checkout";
import type { RemoteConnection } from "@remote-dom/core";

export type { AppMetafieldEntry, MetafieldChange, MetafieldChangeResult };

/** What the server tells the page about the extension it runs. */
export interface ExtensionSetup {
  target: string;
  /** The checkout's token. */
  token: string;
  networkAccess: boolean;
  translations: Record<string, string>;
  locale: string;
  appMetafields: AppMetafieldEntry[];
  shop: { id: string; name: string; myshopifyDomain: string };
  orderConfirmation: { order: { id: string }; number: string; isFirstOrder: boolean } | undefined;
}

/** What the page does for the worker. */
export interface HostApi {
  applyMetafieldChange(
    change: MetafieldChange,
  ): Promise<{ result: MetafieldChangeResult; appMetafields: AppMetafieldEntry[] }>;
  sessionToken(): Promise<string>;
}

/** What the worker offers to the page. */
export interface WorkerApi {
  run(setup: ExtensionSetup, connection: RemoteConnection, host: HostApi): Promise<void>;
}
