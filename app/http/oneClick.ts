import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "~/lib/errors";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { shopOfLink } from "~/services/exclusions/linkTarget";
import { optOutByLink } from "~/services/exclusions/optOut";
import { acceptedLocale, type Locale } from "~/policy/locale";
import { readMerchant } from "~/services/shops/readMerchant";
import { drawnOnce } from "~/ui/public/drawnOnce";
import { oneClickPage, type OneClickPageState } from "~/ui/public/oneClickPage";
import { answerPage, answerText, readBody } from "./answer";

/** A mail program posts `List-Unsubscribe=One-Click`, a few bytes in either encoding. */
const BODY_LIMIT = 64 * 1024;

/**
 * The address of the List-Unsubscribe header, on the app's own domain (RFC 8058): POST excludes at once, with no cookie, no redirect and no question, whatever the body's encoding; GET only renders a page with a button. A
 * small handler before Remix: it must answer while much else does not.
 */
export async function answerOneClick(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
  const locale = acceptedLocale(request.headers["accept-language"]);
  switch (request.method) {
    case "POST":
      if ((await readBody(request, BODY_LIMIT)) === undefined) return answerText(response, 413, "Too large");
      return optOut(response, token, locale);
    case "GET":
    case "HEAD": {
      const merchant = await merchantOf(token);
      const state: OneClickPageState =
        merchant === undefined ? { state: "invalid", merchant: null } : { state: "ask", merchant, token };
      return answerPage(response, merchant === undefined ? 404 : 200, oneClickPage(state, locale));
    }
    default:
      return answerText(response, 405, "GET or POST", { Allow: "GET, HEAD, POST" });
  }
}

async function optOut(response: ServerResponse, token: string, locale: Locale): Promise<void> {
  try {
    const { state, merchant } = await optOutByLink(undefined, token, "one_click", new Date());
    const draw = () => oneClickPage({ state, merchant }, locale);
    answerPage(response, 200, drawnOnce(["one-click", state, merchant, locale], "", draw));
  } catch (error) {
    if (error instanceof Problem && error.code === "link_invalid") {
      return answerPage(response, 404, oneClickPage({ state: "invalid", merchant: null }, locale));
    }
    log().error({ err: withoutValues(error) }, "one-click opt-out failed");
    answerPage(response, 500, oneClickPage({ state: "trouble", merchant: null, token }, locale));
  }
}

/** The merchant behind a link; `null` when the shop's rows are gone, `undefined` when the link is not ours. */
async function merchantOf(token: string) {
  const shopId = await shopOfLink(token);
  return shopId === undefined ? undefined : readMerchant(shopId);
}
