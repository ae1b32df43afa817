import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLSchema } from "graphql";
import { readBody, redirect, sendJson } from "../http";
import { type BulkResults, resultsPath } from "../bulk/results";
import type { AdminContext } from "./context";
import type { CostBucket } from "./cost";
import { answerGraphql, type GraphqlRequest } from "./execute";
import { adminApiVersion } from "./schema";
import { stagedPath } from "./files";
import type { Tokens } from "./tokens";

/** One request to the Admin API, kept for tests to look at. */
export interface AdminRequest {
  path: string;
  query?: string;
  variables?: Record<string, unknown> | null;
  status: number;
}

/** What stands at `https://<shop>.myshopify.com` for the app's server. */
export class AdminApi {
  readonly requests: AdminRequest[] = [];
  readonly #failures: number[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly context: () => Omit<AdminContext, "scopes">,
    private readonly tokens: Tokens,
    private readonly bucket: CostBucket,
    private readonly results: BulkResults,
  ) {}

  /** Answers the next GraphQL requests with these statuses instead of working. */
  failNext(...statuses: number[]): void {
    this.#failures.push(...statuses);
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname.startsWith(stagedPath)) return this.context().files.take(request, response, url);
    if (url.pathname.startsWith(resultsPath)) return this.results.serve(request, response, url);
    const { settings, storefrontOrigin } = this.context();
    const shop = [request.headers["x-simulated-host"] ?? settings.shop.domain].flat()[0] ?? "";
    if (url.pathname === "/admin/oauth/access_token" && request.method === "POST") {
      const answer = await this.tokens.answer(shop, await jsonBody(request));
      this.requests.push({ path: url.pathname, status: answer.status });
      return sendJson(response, answer.status, answer.body);
    }
    if (url.pathname === `/admin/api/${adminApiVersion}/graphql.json` && request.method === "POST") {
      return this.#graphql(request, response, url, shop);
    }
    if (url.pathname.startsWith("/admin")) return sendJson(response, 404, { errors: "Not Found" });
    // The storefront's pages live on the primary domain.
    redirect(response, 301, `${storefrontOrigin}${url.pathname}${url.search}`);
  }

  async #graphql(request: IncomingMessage, response: ServerResponse, url: URL, shop: string): Promise<void> {
    const { query, variables, operationName } = (await jsonBody(request)) as Partial<GraphqlRequest>;
    const finish = (status: number, body: object, headers?: Record<string, string>): void => {
      this.requests.push({ path: url.pathname, query: query ?? "", variables: variables ?? null, status });
      this.context().settings.log(`admin api ${status} ${(query ?? "").replace(/\s+/g, " ").trim().slice(0, 80)}`);
      sendJson(response, status, body, {
        "x-request-id": crypto.randomUUID(),
        "x-shopify-api-version": adminApiVersion,
        ...headers,
      });
    };
    const failure = this.#failures.shift();
    if (failure !== undefined) {
      return finish(
        failure,
        { errors: failure === 429 ? "Too many requests" : "Internal Server Error" },
        failure === 429 ? { "retry-after": "1.0" } : {},
      );
    }
    const token = [request.headers["x-shopify-access-token"]].flat()[0];
    const rights = this.tokens.check(token, shop);
    if (!rights) {
      return finish(401, { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" });
    }
    if (!request.headers["content-type"]?.startsWith("application/json") || typeof query !== "string") {
      return finish(400, { errors: { query: "Required parameter missing or invalid" } });
    }
    finish(
      200,
      await answerGraphql(
        this.schema,
        { query, variables, operationName },
        { ...this.context(), scopes: rights.scopes },
        this.bucket,
      ),
    );
  }
}

async function jsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readBody(request)).toString("utf8");
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
