import type { BrowserContext } from "playwright-core";
import type { World } from "../../simulators/demo/world";

/** Leaving a page ends the requests it had under way, and the router writes so when their answer was being read. */
const ENDED = /^AbortError: signal is aborted/;

/** Collects what the browser complains about on the app's pages: errors and warnings of the console, exceptions, failed requests. */
export function listenForTrouble(browser: BrowserContext, world: World): readonly string[] {
  const trouble: string[] = [];
  const { appUrl, storefrontOrigin } = world.shopify;
  const isOurs = (url: string) => url.startsWith(appUrl) || url.startsWith(storefrontOrigin);
  browser.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const { url } = message.location();
    if (ENDED.test(message.text())) return;
    if (isOurs(url)) trouble.push(`${message.type()}: ${message.text()} (${new URL(url).pathname})`);
  });
  browser.on("weberror", (error) => trouble.push(`exception: ${error.error().stack ?? String(error.error())}`));
  browser.on("requestfailed", (request) => {
    const words = request.failure()?.errorText ?? "";
    if (isOurs(request.url()) && words !== "net::ERR_ABORTED")
      trouble.push(`${words}: ${new URL(request.url()).pathname}`);
  });
  return trouble;
}
