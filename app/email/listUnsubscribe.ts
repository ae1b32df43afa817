/**
 * The headers by which a mail program offers its own unsubscribe button (RFC 2369, RFC 8058). `oneClickUrl` is on the app's own domain, where a POST is neither
 * redirected nor challenged. Throws a `TypeError` when it is no absolute web address.
 */
export function listUnsubscribeHeaders(oneClickUrl: string): Record<string, string> {
  const url = new URL(oneClickUrl);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new TypeError("not a web address");
  // The parser's own spelling: brackets and blanks, which would break out of the header's angle brackets, are percent-encoded.
  return { "List-Unsubscribe": `<${url.href}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}
