import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buildSchema, graphql, type GraphQLSchema } from "graphql";
import { readBody, sendJson } from "../http";
import type { Settings, StoreBrand } from "../options";

/** The version the app speaks; any other is answered with 404. */
export const storefrontApiVersion = "2026-07";

/**
 * The Storefront API as whoever has no token meets it: `https://<shop>.myshopify.com/api/<version>/graphql.json`. A token it has not issued is refused, also one of the Admin API. Whether a store with a password answers without one is not
 * known, and so it does not.
 */
export class StorefrontApi {
  readonly #schema: GraphQLSchema;
  #cuts = 0;
  /** What the merchant has set, from now on. */
  brand: StoreBrand | undefined;

  constructor(private readonly settings: Settings) {
    this.brand = settings.brand;
    this.#schema = buildSchema(readFileSync(new URL("../schema/storefront.graphql", import.meta.url), "utf8"));
  }

  /** Cuts the connection of the next request. */
  cutNext(): void {
    this.#cuts++;
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (this.#cuts > 0) {
      this.#cuts--;
      response.destroy();
      return;
    }
    if (url.pathname !== `/api/${storefrontApiVersion}/graphql.json` || request.method !== "POST")
      return sendJson(response, 404, { errors: "Not Found" });
    const names = ["x-shopify-storefront-access-token", "shopify-storefront-private-token", "x-shopify-access-token"];
    if (names.some((name) => request.headers[name] !== undefined) || this.settings.password !== undefined)
      return sendJson(response, 403, { errors: [{ message: "", extensions: { code: "UNAUTHORIZED" } }] });
    if (!request.headers["content-type"]?.startsWith("application/json"))
      return sendJson(response, 400, { errors: [{ message: "Required parameter missing or invalid" }] });
    const { query = "" } = JSON.parse((await readBody(request)).toString("utf8")) as { query?: string };
    const { name } = this.settings.shop;
    const rootValue = { shop: { name, brand: brandValue(this.brand) } };
    sendJson(response, 200, await graphql({ schema: this.#schema, source: query, rootValue }));
  }
}

/** Pictures come from Shopify's own addresses, which make them smaller on the way; an SVG is given as it is. */
function brandValue(brand: StoreBrand | undefined): object | null {
  if (!brand) return null;
  const picture = (file: string | undefined) =>
    file === undefined
      ? null
      : {
          id: "gid://shopify/MediaImage/1",
          image: {
            url: ({ transform }: { transform?: { maxWidth?: number; preferredContentType?: string } }) => {
              const address = new URL(`https://cdn.shopify.com/s/files/1/0001/0001/files/${file}?v=1`);
              if (file.endsWith(".svg")) return address.href;
              if (transform?.maxWidth) address.searchParams.set("width", String(transform.maxWidth));
              if (transform?.preferredContentType)
                address.searchParams.set("format", transform.preferredContentType.toLowerCase());
              return address.href;
            },
          },
        };
  const primary = brand.colour === undefined ? [] : [{ background: brand.colour, foreground: "#FFFFFF" }];
  return { logo: picture(brand.logo), squareLogo: picture(brand.squareLogo), colors: { primary, secondary: [] } };
}
