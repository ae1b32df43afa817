import type { Socket } from "node:net";
import { Accounts } from "./accounts/accounts";
import { AdminFrame } from "./admin-frame/server";
import { CostBucket } from "./admin-api/cost";
import { loadAdminSchema } from "./admin-api/schema";
import { StoreFiles } from "./admin-api/files";
import { AdminApi } from "./admin-api/server";
import { shopId } from "./admin-api/context";
import { Tokens } from "./admin-api/tokens";
import { AppOrigin } from "./app-origin/proxy";
import { BulkOperations } from "./bulk/operations";
import { BulkResults } from "./bulk/results";
import { Checkouts } from "./checkout/checkouts";
import { readExtension, type Extension } from "./checkout/extension";
import { Orders } from "./checkout/orders";
import { Refunds } from "./checkout/refunds";
import { listen } from "./http";
import { settle, type ShopifyOptions } from "./options";
import { ShopEvents } from "./shop-events";
import { resolveNamespace } from "./store/metafields";
import { Store } from "./store/store";
import { Storefront } from "./storefront/server";
import { StorefrontApi } from "./storefront-api/server";
import { bulkFinish } from "./webhooks/payloads";
import { Webhooks } from "./webhooks/deliver";

export type { ShopifyOptions } from "./options";
export type ShopifySimulator = Awaited<ReturnType<typeof startShopify>>;

/** A purchase made without a browser. */
export interface Purchase {
  email: string;
  company?: string;
  /** First and last name. */
  name: string;
  country?: string;
  /**
   * What the checkout block wrote on the cart: exactly this, or with `true` what the block writes when its box is
   * ticked under the wording the shop has now.
   */
  consent?: true | { wordingVersion: string; wording: string; locale: string; statedForm?: string };
}

/**
 * Starts a Shopify with one shop on local origins. The app's process is told of it by `environment` and by
 * `--import` of `redirect.mjs`; call `connectApp` when it listens. Nothing is logged unless asked for.
 */
export async function startShopify(options: ShopifyOptions) {
  const settings = settle(options);
  const schema = loadAdminSchema();
  const store = await Store.open(settings.storeFile, settings.shop.createdAt);
  const origins = { api: "", app: "", admin: "", storefront: "" };

  const webhooks = new Webhooks(settings, () => origins.app);
  const tokens = new Tokens(settings);
  const bucket = new CostBucket(settings.throttle, settings.now);
  const bulk: BulkOperations = new BulkOperations(
    schema,
    settings,
    store,
    (operation) => `${origins.api}${BulkResults.pathOf(operation)}`,
    (operation) => webhooks.emit("bulk_operations/finish", bulkFinish(operation)),
  );
  const files = new StoreFiles();
  const results = new BulkResults(() => bulk);
  const adminApi = new AdminApi(
    schema,
    () => ({ settings, store, bulk, webhooks, files, apiOrigin: origins.api, storefrontOrigin: origins.storefront }),
    tokens,
    bucket,
    results,
  );
  const storefrontApi = new StorefrontApi(settings);
  // Read at each use: the extension may be built, and built again, while the simulator runs.
  const extension = (): Promise<Extension | undefined> => readExtension(settings.extension);
  const orders = new Orders(settings, store, webhooks);
  const checkouts = new Checkouts(settings, store, orders, extension);
  const accounts = new Accounts(settings, store, checkouts, extension);
  const storefront = new Storefront(settings, store, checkouts, accounts, extension, () => origins);
  const adminFrame = new AdminFrame(settings, () => origins);
  const app = new AppOrigin(() => origins);

  const servers = [
    await listen(settings.ports.api, (request, response, url) =>
      (url.pathname.startsWith("/api/") ? storefrontApi : adminApi).handle(request, response, url),
    ),
    await listen(settings.ports.app, (request, response) => app.handle(request, response)),
    await listen(settings.ports.admin, (request, response, url) => adminFrame.handle(request, response, url)),
    await listen(settings.ports.storefront, (request, response, url) => storefront.handle(request, response, url)),
  ] as const;
  [origins.api, origins.app, origins.admin, origins.storefront] = servers.map((s) => s.origin) as [
    string,
    string,
    string,
    string,
  ];
  servers[1].server.on("upgrade", (request, socket, head) => app.upgrade(request, socket as Socket, head));

  /** Goes through the same steps as a buyer in a browser. */
  async function placeOrder(purchase: Purchase) {
    const checkout = checkouts.start();
    const consent = purchase.consent === true ? currentWording() : purchase.consent;
    if (consent) {
      const metafield = { namespace: "$app", key: "marketing_consent", type: "json", value: JSON.stringify(consent) };
      const result = checkouts.change(checkout, { type: "updateCartMetafield", metafield });
      if (result.type === "error") throw new Error(result.message);
    }
    const [lastName = "", ...first] = purchase.name.trim().split(/\s+/).reverse();
    return checkouts.complete(checkout, {
      email: purchase.email,
      company: purchase.company ?? "",
      firstName: first.reverse().join(" "),
      lastName,
      address1: "1 High Street",
      city: settings.shop.city,
      zip: settings.shop.zip,
      country: purchase.country ?? settings.shop.country,
      clientIp: "203.0.113.7",
    });
  }

  function currentWording() {
    const metafield = store.metafields.get(shopId, resolveNamespace("$app"), "consent_wording");
    if (!metafield) throw new Error("the shop has no consent wording, so the checkout shows no box to tick");
    const { version, text, locale } = JSON.parse(metafield.value) as { version: string; text: string; locale: string };
    return { wordingVersion: version, wording: text, locale };
  }

  return {
    settings,
    apiOrigin: origins.api,
    /** The app's public origin: `SHOPIFY_APP_URL`. */
    appUrl: origins.app,
    adminOrigin: origins.admin,
    storefrontOrigin: origins.storefront,
    /** Address of the app in the admin. */
    adminAppUrl: `${origins.admin}${adminFrame.base}`,
    /** What the app's process needs to know of this Shopify. */
    environment: {
      SIMULATED_SHOPIFY_ORIGIN: origins.api,
      SHOPIFY_API_KEY: settings.app.apiKey,
      SHOPIFY_API_SECRET: settings.app.apiSecret,
      SHOPIFY_APP_URL: origins.app,
      SCOPES: settings.scopes.join(","),
    },
    connectApp: (upstreamOrigin: string) => app.connect(upstreamOrigin),
    /** The signed address with which the admin opens a page of the app in its frame. */
    frameUrl: (path?: string) => adminFrame.frameUrl(path),
    sessionToken: (staffId?: string) => adminFrame.token(staffId),
    placeOrder,
    cancelOrder: (id: string, reason?: string) => orders.cancel(id, reason),
    refunds: new Refunds(settings, store, webhooks),
    store,
    tokens,
    throttle: bucket,
    adminApi,
    storefrontApi,
    bulk,
    bulkResults: results,
    files,
    webhooks,
    events: new ShopEvents(settings, store, webhooks, tokens),
    /** Stops everything: servers, operations under way, webhooks waiting to be repeated. */
    async close(): Promise<void> {
      await webhooks.close();
      await bulk.close();
      await Promise.all(servers.map((s) => s.close()));
      await store.close();
    },
  };
}
