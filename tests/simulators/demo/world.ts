import { mkdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { startCompaniesHouse } from "../companies-house/start";
import { startSendGrid, type SendGridOptions } from "../sendgrid/sendgrid";
import { FULL_ACCESS } from "../sendgrid/access";
import { startShopify, type ShopifyOptions } from "../shopify/start";
import { startApp, type AppProcess } from "./app-process";

/** The SendGrid key of the simulated merchant, and the domain that is authenticated for it. */
export const SENDGRID_KEY = "SG.demo-key-for-local-runs-only.0000000000000000000000000000000000000000000";
export const SENDER_DOMAIN = "thornburyspares.example";
/** The Companies House key of the simulated merchant, should it enter one. */
export const COMPANIES_HOUSE_KEY = "demo-companies-house-key";
/** Root of the keys of the app that the simulators stand around. */
export const APP_SECRET = "root-secret-of-the-local-demo-and-nothing-else";

export interface WorldOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly storeFile?: string;
  readonly shopify?: Partial<ShopifyOptions>;
  readonly sendgrid?: Partial<SendGridOptions>;
  /** `all` in one process, or web and worker apart. */
  readonly processes?: "together" | "apart";
  readonly development?: boolean;
  /** Port of the app itself; any free one unless given. */
  readonly appPort?: number;
  readonly logFile?: string;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/** Starts a Shopify, a SendGrid and a Companies House, and behind them the unmodified app on a database. */
export async function startWorld(options: WorldOptions) {
  const sendgrid = await startSendGrid({
    apiKeys: [{ key: SENDGRID_KEY, scopes: FULL_ACCESS }],
    authenticatedDomains: [SENDER_DOMAIN],
    ...options.sendgrid,
  });
  const companiesHouse = await startCompaniesHouse({ apiKeys: [COMPANIES_HOUSE_KEY] });
  const shopify = await startShopify({
    app: { apiKey: "demo-api-key", apiSecret: "demo-api-secret-of-the-local-shopify" },
    ...(options.storeFile ? { storeFile: options.storeFile } : {}),
    footerLinks: [{ label: "Mailbox of this demo", href: sendgrid.mailboxUrl }],
    ...options.shopify,
  });
  const logFile = options.logFile ?? path.resolve(".data", "app.log");
  mkdirSync(path.dirname(logFile), { recursive: true });
  const environment = {
    ...shopify.environment,
    DATABASE_URL: options.databaseUrl,
    PORT: String(options.appPort ?? 0),
    APP_SECRET,
    SENDGRID_BASE_URL: sendgrid.origin,
    COMPANIES_HOUSE_BASE_URL: companiesHouse.origin,
    LOG_LEVEL: "info",
  };
  const start = (role: "all" | "web" | "worker") =>
    startApp({ role, environment, logFile, ...(options.development ? { development: true } : {}) });

  const processes: AppProcess[] = [];
  const web = await start(options.processes === "apart" ? "web" : "all");
  processes.push(web);
  shopify.connectApp(web.origin);
  if (options.processes === "apart") processes.push(await start("worker"));
  const database = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });

  return {
    shopify,
    sendgrid,
    companiesHouse,
    /** For looking: what is done to the app goes through its doors. */
    database,
    environment,
    processes,
    /** Starts one more process of the app on the same database. */
    async addProcess(role: "web" | "worker") {
      const added = await start(role);
      processes.push(added);
      return added;
    },
    async close(): Promise<void> {
      await Promise.all(processes.map((part) => part.stop()));
      await database.end();
      await shopify.close();
      await sendgrid.close();
      await companiesHouse.close();
    },
  };
}
