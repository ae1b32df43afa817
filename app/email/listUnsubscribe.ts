/**
 * The headers by which a mail program offers its own unsubscribe button (RFC 2369, RFC 8058). `oneClickUrl` is on the app's own domain, where a POST is neither
 * redirected nor challenged; it comes first, since it works at once. `stopAddress` is for programs that write a mail instead; its local part tells the recipient. Throws a `TypeError` when either is none.
 */
export function listUnsubscribeHeaders(oneClickUrl: string, stopAddress?: string): Record<string, string> {
  const url = new URL(oneClickUrl);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new TypeError("not a web address");
  if (stopAddress !== undefined && !/^[a-z0-9-]{1,64}@[a-z0-9.-]{4,200}$/.test(stopAddress))
    throw new TypeError("not an address of ours");
  // The parser's own spelling: brackets and blanks, which would break out of the header's angle brackets, are percent-encoded.
  const ways = [`<${url.href}>`, ...(stopAddress ? [`<mailto:${stopAddress}?subject=unsubscribe>`] : [])];
  return { "List-Unsubscribe": ways.join(", "), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}
