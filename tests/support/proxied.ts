import { USER_AGENT } from "../simulators/demo/browser-like";
import { signProxy } from "../simulators/shopify/sign";
import type { TestShop } from "./world";

/** A request to one of the app's public pages, as Shopify's proxy makes it. */
export interface ProxyRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the visitor's address. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Parameters that Shopify sets, made otherwise before signing; `undefined` leaves one out. */
  readonly forge?: Readonly<Record<string, string | undefined>>;
  /** In place of the real signature; `undefined` with `unsigned` leaves it out. */
  readonly signature?: string;
  readonly unsigned?: boolean;
  /** Put behind the signed address. */
  readonly appended?: string;
}

let connections = 0;

/** Asks a public page of the app directly, signed as by Shopify. Each request comes from a connection of its own unless `x-forwarded-for` says otherwise. */
export async function proxied(
  shop: TestShop,
  path: string,
  request: ProxyRequest = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { settings, appUrl } = shop.world.shopify;
  const set: Record<string, string | undefined> = {
    shop: settings.shop.domain,
    path_prefix: "/apps/twostage",
    timestamp: String(Math.floor(Date.now() / 1000)),
    logged_in_customer_id: "",
    ...request.parameters,
    ...request.forge,
  };
  const parameters = Object.fromEntries(
    Object.entries(set).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const signed = signProxy(
    parameters,
    settings.app.apiSecret,
    request.signature === undefined ? {} : { signature: request.signature },
  );
  const query = request.unsigned ? signed.replace(/&?signature=[^&]*/, "") : signed;
  connections += 1;
  const response = await fetch(`${appUrl}/proxy/${path}?${query}${request.appended ?? ""}`, {
    method: request.method ?? (request.form ? "POST" : "GET"),
    redirect: "manual",
    headers: {
      "user-agent": USER_AGENT,
      "x-forwarded-for": `198.18.${connections >> 8}.${connections & 255}`,
      ...(request.form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...request.headers,
    },
    ...(request.form ? { body: new URLSearchParams(request.form).toString() } : {}),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
