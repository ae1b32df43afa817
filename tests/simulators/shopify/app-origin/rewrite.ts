import type { IncomingHttpHeaders } from "node:http";

/** The origins that take the place of Shopify's own in what a browser is given. */
export interface LocalOrigins {
  admin: string;
  storefront: string;
}

const cdn = "https://cdn.shopify.com";
const appBridge = `${cdn}/shopifycloud/app-bridge.js`;
/** The origin from which Shopify runs checkout extensions. */
export const extensionsOrigin = "https://extensions.shopifycdn.com";

const rewritable = /^(text\/html|text\/javascript|application\/javascript)\b/;

/** Whether a response may name Shopify's script and must therefore be read as a whole. */
export const isRewritable = (contentType: string | undefined): boolean => rewritable.test(contentType ?? "");

/** App Bridge's address becomes the stand-in's; the Inter stylesheet becomes an empty one, so that pages are quiet offline. */
export const rewriteBody = (body: string, origins: LocalOrigins): string =>
  body
    .replaceAll(appBridge, `${origins.admin}/app-bridge.js`)
    .replaceAll(/https:\/\/cdn\.shopify\.com\/static\/fonts\/[\w./-]+\.css/g, `${origins.admin}/fonts.css`);

/**
 * Lets the local admin frame the app wherever Shopify's admin may, and load from where Shopify's CDN may be loaded.
 * A policy that lets nobody frame the app stays as it is.
 */
export function rewritePolicy(policy: string, origins: LocalOrigins): string {
  return policy
    .split(";")
    .map((directive) => {
      const admin = /^\s*frame-ancestors\b/.test(directive) && directive.includes("https://admin.shopify.com");
      const loads = directive.includes(cdn);
      return admin || loads ? `${directive.trimEnd()} ${origins.admin}` : directive;
    })
    .join(";");
}

/** The response headers for a local browser; those of one hop are left out. */
export function rewriteHeaders(headers: IncomingHttpHeaders, origins: LocalOrigins): IncomingHttpHeaders {
  const { connection: _c, "keep-alive": _k, "transfer-encoding": _t, ...rest } = headers;
  const policy = rest["content-security-policy"];
  if (typeof policy === "string") rest["content-security-policy"] = rewritePolicy(policy, origins);
  if (typeof rest.link === "string") rest.link = rewriteBody(rest.link, origins);
  if (rest["access-control-allow-origin"] === extensionsOrigin)
    rest["access-control-allow-origin"] = origins.storefront;
  return rest;
}
