import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { sessionToken } from "../../../simulators/shopify/sign";
import { startShopify, type ShopifyOptions, type ShopifySimulator } from "../../../simulators/shopify/start";

export const app = { apiKey: "client-id", apiSecret: "client-secret" };
export const shop = "thornbury-spares.myshopify.com";

/** A simulator that stops when the test ends. */
export async function start(options: Partial<ShopifyOptions> = {}): Promise<ShopifySimulator> {
  const simulator = await startShopify({ app, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

export interface Received {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A stand-in for the app's process: keeps what it is sent and answers what the test wants. */
export async function startUpstream(answer: (request: Received) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one: Received = {
        method: request.method ?? "",
        url: new URL(request.url ?? "/", "http://upstream"),
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      received.push(one);
      void Promise.resolve(answer(one)).then(({ status = 200, headers = {}, body = "" }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
    });
  });
  return { origin: await listenUntilTestEnds(server), received };
}

/** Listens on a free port until the test ends, and says where. */
export async function listenUntilTestEnds(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A store file of these lines. */
export function storeFile(lines: (object | string)[]): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "store-")), "store.jsonl");
  writeFileSync(file, lines.map((l) => (typeof l === "string" ? l : JSON.stringify(l))).join("\n"));
  return file;
}

export const customer = (n: number, fields: object = {}) => ({
  id: `gid://shopify/Customer/${n}`,
  displayName: `Customer ${n}`,
  createdAt: "2024-01-02T03:04:05Z",
  updatedAt: "2025-01-02T03:04:05Z",
  locale: "en",
  tags: [],
  numberOfOrders: "1",
  defaultEmailAddress: { emailAddress: `c${n}@firm${n}.example`, marketingState: "NOT_SUBSCRIBED", validFormat: true },
  defaultAddress: { company: `Firm ${n} Ltd`, countryCodeV2: "GB" },
  companyContactProfiles: [],
  ...fields,
});

/** Posts to the token endpoint with everything right except what is replaced. */
export async function exchange(simulator: ShopifySimulator, change: Record<string, unknown> = {}, host = shop) {
  const response = await fetch(`${simulator.apiOrigin}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-simulated-host": host },
    body: JSON.stringify({
      client_id: app.apiKey,
      client_secret: app.apiSecret,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: await sessionToken({ ...app, shop }),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      expiring: "1",
      ...change,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string | number | undefined> };
}

interface GraphqlAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions?: Record<string, unknown> }[];
  extensions?: { cost: { requestedQueryCost: number; throttleStatus: Record<string, number> } };
}

/** Asks the Admin API with a fresh token. */
export async function admin(
  simulator: ShopifySimulator,
  query: string,
  variables: object = {},
): Promise<GraphqlAnswer> {
  const { body } = await exchange(simulator);
  const response = await fetch(`${simulator.apiOrigin}/admin/api/2026-07/graphql.json`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-simulated-host": shop,
      "x-shopify-access-token": String(body.access_token),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}
