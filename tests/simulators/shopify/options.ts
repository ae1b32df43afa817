import { fileURLToPath } from "node:url";
import { readAppConfiguration, type AppConfiguration } from "./app-configuration";
import type { AppCredentials } from "./sign";

const root = new URL("../../../", import.meta.url);

/** The simulated shop. What is not given takes the values of the demo store. */
export interface ShopProfile {
  /** The permanent domain, e.g. `thornbury-spares.myshopify.com`. */
  domain: string;
  name: string;
  /** ISO 3166 alpha-2. */
  country: string;
  email: string;
  timezone: string;
  currency: string;
  city: string;
  zip: string;
  createdAt: string;
}

/** The member of staff who is signed in to the admin. */
export interface StaffMember {
  id: string;
  name: string;
}

/** What the merchant has set under Settings, Brand: names of pictures among the store's files, and the colour as `#RRGGBB`. */
export interface StoreBrand {
  logo?: string;
  squareLogo?: string;
  colour?: string;
}

export interface ShopifyOptions {
  app: AppCredentials & {
    /** Last part of the app's address in the admin. */
    handle?: string;
    /** The app's `shopify.app.toml`: scopes, webhook topics, app proxy, start page. By default this repository's. */
    configuration?: string;
    /** Path of the start page, in place of the configuration's. */
    path?: string;
  };
  shop?: Partial<ShopProfile>;
  staff?: StaffMember;
  /** Access scopes granted to the app, in place of those its configuration asks for. */
  scopes?: string[];
  /** Customers in the shape of a bulk operation's JSONL; without it the shop starts empty. */
  storeFile?: string;
  /** What an order came to, where the file does not tell what a customer spent, so that there is something to choose by; 0 invents nothing. */
  amountAnOrder?: number;
  /** Fixed ports; 0 or nothing takes free ones. */
  ports?: { api?: number; app?: number; admin?: number; storefront?: number };
  /** The storefront is closed with this password. */
  password?: string;
  /** Nothing by default. */
  brand?: StoreBrand;
  /** Additional links of the storefront's footer. */
  footerLinks?: { label: string; href: string }[];
  /** Folder of the checkout extension, with its built bundle under `dist/`. */
  extension?: string;
  /** Folder of the theme app extension whose block the theme has on its page for emails. */
  themeExtension?: string;
  /** Milliseconds before each repeated delivery of a webhook; their number is the number of repetitions. */
  webhookRetryDelays?: number[];
  webhookTimeout?: number;
  /** The cost bucket: points and points per second. Shopify's standard plan: 2000 and 100. */
  throttle?: { maximumAvailable: number; restoreRate: number };
  /** How many bulk queries may run at a time. Shopify allows five since 2026-01; the default of one is stricter. */
  concurrentBulkQueries?: number;
  /** Life of an access token in seconds (Shopify: 3600). */
  accessTokenLife?: number;
  /** Milliseconds since the epoch; injected by tests. */
  now?: () => number;
  /** Is told of each request and webhook; silent by default. */
  log?: (line: string) => void;
}

/** The options with nothing left open. */
export interface Settings {
  app: AppCredentials & AppConfiguration & { handle: string };
  shop: ShopProfile;
  /** `thornbury-spares` of `thornbury-spares.myshopify.com`. */
  shopHandle: string;
  staff: StaffMember;
  scopes: string[];
  storeFile: string | undefined;
  amountAnOrder: number;
  ports: { api: number; app: number; admin: number; storefront: number };
  password: string | undefined;
  brand: StoreBrand | undefined;
  footerLinks: { label: string; href: string }[];
  extension: string;
  themeExtension: string;
  webhookRetryDelays: number[];
  webhookTimeout: number;
  throttle: { maximumAvailable: number; restoreRate: number };
  concurrentBulkQueries: number;
  accessTokenLife: number;
  now: () => number;
  log: (line: string) => void;
}

const demoShop: ShopProfile = {
  domain: "thornbury-spares.myshopify.com",
  name: "Thornbury Spares",
  country: "GB",
  email: "office@thornburyspares.example",
  timezone: "Europe/London",
  currency: "GBP",
  city: "Thornbury",
  zip: "BS35 2AR",
  createdAt: "2019-03-04T09:00:00Z",
};

/** Fills in what the caller left open. A shop domain that is not a myshopify.com domain is refused. */
export function settle(options: ShopifyOptions): Settings {
  const { apiKey, apiSecret, handle, path } = options.app;
  const configuration = readAppConfiguration(options.app.configuration ?? new URL("shopify.app.toml", root));
  const shop = { ...demoShop, ...options.shop };
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(shop.domain))
    throw new Error(`not a myshopify.com domain: ${shop.domain}`);
  return {
    app: {
      ...configuration,
      apiKey,
      apiSecret,
      handle: handle ?? configuration.name.toLowerCase(),
      path: path ?? configuration.path,
    },
    shop,
    shopHandle: shop.domain.replace(".myshopify.com", ""),
    staff: options.staff ?? { id: "42", name: "Rhian Pritchard" },
    scopes: options.scopes ?? configuration.scopes,
    storeFile: options.storeFile,
    amountAnOrder: options.amountAnOrder ?? 96.5,
    ports: { api: 0, app: 0, admin: 0, storefront: 0, ...options.ports },
    password: options.password,
    brand: options.brand,
    footerLinks: options.footerLinks ?? [],
    extension: options.extension ?? fileURLToPath(new URL("extensions/consent-checkout", root)),
    themeExtension: options.themeExtension ?? fileURLToPath(new URL("extensions/signup-form", root)),
    webhookRetryDelays: options.webhookRetryDelays ?? [100, 400, 1_600, 6_400, 12_800],
    webhookTimeout: options.webhookTimeout ?? 5_000,
    throttle: options.throttle ?? { maximumAvailable: 2_000, restoreRate: 100 },
    concurrentBulkQueries: options.concurrentBulkQueries ?? 1,
    accessTokenLife: options.accessTokenLife ?? 3_600,
    now: options.now ?? Date.now,
    log: options.log ?? (() => undefined),
  };
}
