import type { IncomingMessage, ServerResponse } from "node:http";
import type { Accounts } from "../accounts/accounts";
import { browserBundle } from "../browser-bundles";
import type { Checkout, Checkouts } from "../checkout/checkouts";
import type { Extension } from "../checkout/extension";
import type { MetafieldChange } from "../checkout/host-contract";
import type { Buyer } from "../checkout/orders";
import { checkoutPage, thankYouPage } from "../checkout/pages";
import { readBody, redirect, sendHtml, sendJson, sendScript, sendStyles } from "../http";
import type { Settings } from "../options";
import type { Store } from "../store/store";
import { passToApp } from "./app-proxy";
import { ThemeExtension } from "./theme-extension";
import { EMAILS_PAGE, homePage, passwordPage, themePage } from "./theme";

const targets = { checkout: "purchase.checkout.block.render", thankYou: "purchase.thank-you.block.render" };
const passwordCookie = "storefront_digest=open";

/** The shop's public face on its primary domain: pages, app proxy and checkout. */
export class Storefront {
  readonly #theme: ThemeExtension;

  constructor(
    private readonly settings: Settings,
    store: Store,
    private readonly checkouts: Checkouts,
    private readonly accounts: Accounts,
    private readonly extension: () => Promise<Extension | undefined>,
    private readonly origins: () => { app: string; storefront: string },
  ) {
    this.#theme = new ThemeExtension(settings.themeExtension, settings.shop, store.metafields);
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // Reached by the permanent domain, the shop sends everyone to its primary domain.
    const host = (request.headers.host ?? "").split(":")[0] ?? "";
    if (host.startsWith(`${this.settings.shopHandle}.`)) {
      return redirect(response, 301, `${this.origins().storefront}${url.pathname}${url.search}`);
    }
    if (this.settings.password !== undefined && !(request.headers.cookie ?? "").includes(passwordCookie)) {
      return this.#closed(request, response, url);
    }
    const { prefix } = this.settings.app.proxy;
    if (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`)) {
      return passToApp(request, response, url, { settings: this.settings, appOrigin: this.origins().app });
    }
    const styles = this.#theme.styles(url.pathname);
    if (styles !== undefined) return sendStyles(response, styles);
    const page = this.#theme.localised(url.pathname);
    if (page.path === EMAILS_PAGE) {
      const body = `<h1>Emails</h1>${await this.#theme.block("signup", { locale: page.locale, path: url.pathname })}`;
      return sendHtml(response, 200, themePage(this.settings, { title: "Emails", body, locale: page.locale }));
    }
    if (url.pathname === "/") return sendHtml(response, 200, homePage(this.settings));
    if (url.pathname === "/checkout" || url.pathname === "/cart") {
      const { token } = this.checkouts.start(
        url.searchParams.get("item") ?? undefined,
        url.searchParams.get("locale") ?? undefined,
      );
      return redirect(response, 302, `/checkouts/${token}`);
    }
    const [, folder, name, part] = url.pathname.split("/");
    if (folder === "checkout-host") return this.#script(response, name);
    if (folder === "account" && (await this.accounts.handle(request, response, url))) return;
    const checkout = folder === "checkouts" ? this.checkouts.get(name ?? "") : undefined;
    if (checkout) return this.#checkout(request, response, checkout, part);
    this.#notFound(response);
  }

  async #checkout(
    request: IncomingMessage,
    response: ServerResponse,
    checkout: Checkout,
    part: string | undefined,
  ): Promise<void> {
    const post = request.method === "POST";
    const thankYou = `/checkouts/${checkout.token}/thank-you`;
    if (part === undefined && post) {
      const form = new URLSearchParams((await readBody(request)).toString("utf8"));
      const buyer = buyerOf(form, request.socket.remoteAddress ?? null);
      if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(buyer.email)) {
        const setup = await this.checkouts.setup(checkout, targets.checkout);
        return sendHtml(response, 422, checkoutPage(this.settings, checkout, setup, "Enter a valid email address"));
      }
      await this.checkouts.complete(checkout, buyer);
      return redirect(response, 303, thankYou);
    }
    if (part === undefined) {
      if (checkout.placed) return redirect(response, 302, thankYou);
      return sendHtml(
        response,
        200,
        checkoutPage(this.settings, checkout, await this.checkouts.setup(checkout, targets.checkout)),
      );
    }
    if (part === "thank-you" && checkout.placed) {
      const setup = await this.checkouts.setup(checkout, targets.thankYou);
      return sendHtml(response, 200, thankYouPage(this.settings, checkout, checkout.placed, setup));
    }
    if (part === "metafields" && post) {
      const change = JSON.parse((await readBody(request)).toString("utf8")) as MetafieldChange;
      const result = this.checkouts.change(checkout, change);
      const extension = await this.extension();
      return sendJson(response, 200, {
        result,
        appMetafields: extension ? this.checkouts.metafieldEntries(checkout, extension) : [],
      });
    }
    if (part === "session-token" && post)
      return sendJson(response, 200, { token: await this.checkouts.sessionToken() });
    this.#notFound(response);
  }

  async #script(response: ServerResponse, name: string | undefined): Promise<void> {
    if (name === "host.js") return sendScript(response, await browserBundle("./checkout/host.ts", "esm"));
    if (name === "worker.js") return sendScript(response, await browserBundle("./checkout/worker.ts", "iife"));
    const extension = name === "extension.js" ? await this.extension() : undefined;
    if (extension) return sendScript(response, extension.bundle);
    this.#notFound(response);
  }

  async #closed(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname !== "/password") return redirect(response, 302, "/password");
    if (request.method !== "POST") return sendHtml(response, 200, passwordPage(this.settings, false));
    const form = new URLSearchParams((await readBody(request)).toString("utf8"));
    if (form.get("password") !== this.settings.password)
      return sendHtml(response, 200, passwordPage(this.settings, true));
    response.writeHead(303, { location: "/", "set-cookie": `${passwordCookie}; Path=/; HttpOnly; SameSite=Lax` });
    response.end();
  }

  #notFound(response: ServerResponse): void {
    const body = `<h1>Page not found</h1><p>The page you requested does not exist. <a href="/">Continue shopping</a></p>`;
    sendHtml(response, 404, themePage(this.settings, { title: "404 Not Found", body }));
  }
}

function buyerOf(form: URLSearchParams, clientIp: string | null): Buyer {
  const text = (name: string): string => (form.get(name) ?? "").trim();
  return {
    email: text("email"),
    firstName: text("firstName"),
    lastName: text("lastName"),
    company: text("company"),
    address1: text("address1"),
    city: text("city"),
    zip: text("zip"),
    country: text("country") || "GB",
    clientIp,
  };
}
