import { createHmac, randomUUID } from "node:crypto";
import { SignJWT, type JWTPayload } from "jose";

/** The app as Shopify knows it: its client id and secret. */
export interface AppCredentials {
  apiKey: string;
  apiSecret: string;
}

const jwt = (claims: JWTPayload, secret: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(new TextEncoder().encode(secret));

const seconds = (): number => Math.floor(Date.now() / 1000);

/**
 * The session token that App Bridge gives an embedded app: valid for one minute, `sub` is the staff member's id.
 * Every claim can be replaced through `forge` (a claim set to `undefined` is left out), to try what must be refused.
 */
export function sessionToken(
  o: AppCredentials & { shop: string; userId?: string; forge?: JWTPayload },
): Promise<string> {
  const now = seconds();
  const claims: JWTPayload = {
    iss: `https://${o.shop}/admin`,
    dest: `https://${o.shop}`,
    aud: o.apiKey,
    sub: o.userId ?? "42",
    exp: now + 60,
    nbf: now - 5,
    iat: now - 5,
    jti: randomUUID(),
    sid: randomUUID(),
    ...o.forge,
  };
  return jwt(claims, o.apiSecret);
}

/**
 * The session token of an extension in the checkout, on the thank-you page or in a customer account: `dest` is the bare
 * domain, there is no `iss`, and `sub` is the customer's gid only where the buyer is signed in. Forge as in
 * {@link sessionToken}.
 */
export function checkoutToken(
  o: AppCredentials & { shop: string; customerId?: string; forge?: JWTPayload },
): Promise<string> {
  const now = seconds();
  const claims: JWTPayload = {
    dest: o.shop,
    aud: o.apiKey,
    exp: now + 300,
    nbf: now - 5,
    iat: now - 5,
    jti: randomUUID(),
    ...(o.customerId ? { sub: o.customerId } : {}),
    ...o.forge,
  };
  return jwt(claims, o.apiSecret);
}

/** `X-Shopify-Hmac-Sha256`: base64 HMAC over the raw body. */
export const webhookHmac = (body: string | Buffer, secret: string): string =>
  createHmac("sha256", secret).update(body).digest("base64");

export interface WebhookToSign {
  topic: string;
  shop: string;
  body: string;
  secret: string;
  /** Header values to replace; `undefined` leaves the header out. Names in lower case. */
  forge?: Record<string, string | undefined>;
}

/** All headers of one webhook delivery, as Shopify sends them. */
export function signWebhook(w: WebhookToSign): Record<string, string> {
  const headers: Record<string, string | undefined> = {
    "content-type": "application/json",
    "user-agent": "Shopify-Captain-Hook",
    "x-shopify-topic": w.topic,
    "x-shopify-hmac-sha256": webhookHmac(w.body, w.secret),
    "x-shopify-shop-domain": w.shop,
    "x-shopify-api-version": "2026-07",
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-event-id": randomUUID(),
    "x-shopify-triggered-at": new Date().toISOString(),
    ...w.forge,
  };
  return Object.fromEntries(Object.entries(headers).filter((e): e is [string, string] => e[1] !== undefined));
}

export type ProxyParameters = Record<string, string | string[]>;

/**
 * The query string of an app proxy request: the parameters and a hex HMAC over `key=value` sorted by key, repeated
 * values joined by a comma, nothing between the pairs. `forge.signature` replaces the signature.
 */
export function signProxy(parameters: ProxyParameters, secret: string, forge: { signature?: string } = {}): string {
  const message = Object.keys(parameters)
    .sort()
    .map((key) => `${key}=${[parameters[key] ?? ""].flat().join(",")}`)
    .join("");
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) for (const one of [value].flat()) query.append(key, one);
  query.append("signature", forge.signature ?? createHmac("sha256", secret).update(message).digest("hex"));
  return query.toString();
}

/** The query string with which the admin loads an embedded app: `hmac` is hex over the sorted, encoded pairs. */
export function signAdminQuery(parameters: Record<string, string>, secret: string): string {
  const query = new URLSearchParams(Object.entries(parameters).sort(([a], [b]) => a.localeCompare(b)));
  const message = [...query].map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join("&");
  query.set("hmac", createHmac("sha256", secret).update(message).digest("hex"));
  return query.toString();
}
