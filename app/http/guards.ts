import type { IncomingMessage } from "node:http";

/** Largest body that the admin and the storefront pages take. Webhooks of Shopify stay far below it. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** Where staff upload a list of prospects, a file of consents or a picture, and the largest body taken there: what is too large for a file is refused in words by the page, what is absurd here. */
const UPLOAD_PATH = /^\/app\/(prospects\/new|consents\/import|campaigns\/pictures)(\.data)?$/;
const UPLOAD_LIMIT = 25 * 1024 * 1024;

/** Where SendGrid posts mail that came in: shop and secret. */
export const INBOUND_PATH = /^\/sendgrid\/inbound\/(\d{1,9})\/([\w-]{20,64})$/;

const BASE64 = /^[A-Za-z\d+/]+={0,2}$/;
const ADMIN_HOST = /^(admin\.shopify\.com\/store\/[a-z0-9-]+|[a-z0-9-]+\.myshopify\.com\/admin)$/;

/**
 * What is wrong with a request before anything reads it, as a status and a line of text; `undefined` when nothing is. The `host` parameter, where Shopify's library expects base64 of an admin address, makes that library
 * fail when it is malformed.
 */
export function findFault(request: IncomingMessage, url: URL): { status: number; text: string } | undefined {
  const { method = "GET", headers } = request;
  // SendGrid drops a mail that is refused: its size is for the handler to judge.
  const sizeMatters = !INBOUND_PATH.test(url.pathname);
  if (sizeMatters && method !== "GET" && method !== "HEAD" && method !== "OPTIONS") {
    if (headers["content-length"] === undefined && headers["transfer-encoding"] !== undefined) {
      return { status: 411, text: "Say how long the body is" };
    }
    const limit = UPLOAD_PATH.test(url.pathname) ? UPLOAD_LIMIT : BODY_LIMIT;
    if (Number(headers["content-length"] ?? 0) > limit) return { status: 413, text: "Too large" };
  }
  for (const host of url.searchParams.getAll("host")) {
    // Checked first, since Buffer skips what is not base64 and the library does not.
    if (!BASE64.test(host) || !ADMIN_HOST.test(Buffer.from(host, "base64").toString("utf8")))
      return { status: 400, text: "The host parameter is malformed" };
  }
  return undefined;
}
