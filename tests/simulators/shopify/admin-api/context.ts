import type { BulkOperations } from "../bulk/operations";
import type { Settings } from "../options";
import type { Store } from "../store/store";
import type { StoreFiles } from "./files";
import type { Webhooks } from "../webhooks/deliver";

/** What the resolvers work on. */
export interface AdminContext {
  settings: Settings;
  store: Store;
  bulk: BulkOperations;
  webhooks: Webhooks;
  files: StoreFiles;
  /** Where files are sent to. */
  apiOrigin: string;
  scopes: ReadonlySet<string>;
  /** The shop's primary domain as an origin. */
  storefrontOrigin: string;
}

export type Resolver = (
  source: Record<string, unknown>,
  args: Record<string, unknown>,
  context: AdminContext,
) => unknown;
export type Resolvers = Record<string, Resolver>;

/** The simulated shop's own id. */
export const shopId = "gid://shopify/Shop/70000001";
