import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { findFault } from "~/http/guards";

function faultOf(method: string, path: string, headers: IncomingHttpHeaders = {}): number | undefined {
  return findFault({ method, headers } as IncomingMessage, new URL(path, "https://app.example"))?.status;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const GOOD_HOST = base64("admin.shopify.com/store/demo-shop");
const query = (host: string) => `/app?host=${encodeURIComponent(host)}`;

describe("the host parameter", () => {
  it.each([
    ["none", "/app"],
    ["the admin's", query(GOOD_HOST)],
    ["the admin's without padding", query(GOOD_HOST.replace(/=+$/, ""))],
    ["the shop's own", query(base64("demo-shop.myshopify.com/admin"))],
  ])("is taken: %s", (_what, path) => {
    expect(faultOf("GET", path)).toBeUndefined();
  });

  it.each([
    ["empty", ""],
    ["not base64", "%%%"],
    ["base64 with foreign characters, which a lenient reader skips", `${GOOD_HOST.slice(0, 8)}!${GOOD_HOST.slice(8)}`],
    ["base64 with a line end", `${GOOD_HOST}\n`],
    ["too much padding", `${GOOD_HOST}===`],
    ["plain text", "admin.shopify.com/store/demo-shop"],
    ["another site's", base64("evil.example/store/demo-shop")],
    ["one that only begins well", base64("admin.shopify.com/store/demo-shop@evil.example")],
    ["one that only ends well", base64("evil.example/admin.shopify.com/store/demo-shop")],
    ["a shop of another domain", base64("demo-shop.myshopify.com.evil.example/admin")],
    ["bytes that are not text", Buffer.from([0xff, 0xfe, 0]).toString("base64")],
  ])("is malformed when it is %s", (_what, host) => {
    expect(faultOf("GET", query(host))).toBe(400);
  });

  it("is malformed when one of two is", () => {
    expect(faultOf("GET", `${query(GOOD_HOST)}&host=x`)).toBe(400);
  });
});

describe("the body", () => {
  const LIMIT = 2 * 1024 * 1024;

  it.each([
    ["/app/prospects/new.data", 25 * 1024 * 1024, undefined],
    ["/app/prospects/new", 25 * 1024 * 1024, undefined],
    ["/app/prospects/new.data", 25 * 1024 * 1024 + 1, 413],
    ["/app/consents/import.data", 25 * 1024 * 1024, undefined],
    ["/app/consents/import.data", 25 * 1024 * 1024 + 1, 413],
    ["/app/consents/import/1.data", LIMIT + 1, 413],
    ["/app/prospects/1.data", LIMIT + 1, 413],
    ["/proxy/app/prospects/new.data", LIMIT + 1, 413],
  ])("on %s of %d bytes: %s, for only the upload of a file may be large", (path, length, status) => {
    expect(faultOf("POST", path, { "content-length": String(length) })).toBe(status);
  });

  it.each([
    ["POST", { "content-length": String(LIMIT) }, undefined],
    ["POST", { "content-length": String(LIMIT + 1) }, 413],
    ["PUT", { "content-length": "99999999999" }, 413],
    ["POST", { "transfer-encoding": "chunked" }, 411],
    ["POST", {}, undefined],
    ["GET", { "transfer-encoding": "chunked" }, undefined],
  ] as const)("of %s with %j: %s", (method, headers, status) => {
    expect(faultOf(method, "/webhooks", headers)).toBe(status);
  });
});
