import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { shopId } from "../admin-api/context";
import { commonSetup, defaultLanguage, metafieldEntry, type Checkout, type Checkouts } from "../checkout/checkouts";
import type { Extension } from "../checkout/extension";
import type { ExtensionSetup } from "../checkout/host-contract";
import { readBody, redirect, sendHtml, sendJson } from "../http";
import type { Settings } from "../options";
import { checkoutToken } from "../sign";
import { resolveNamespace } from "../store/metafields";
import type { Store } from "../store/store";
import { askCustomerApi } from "./customer-api";
import { loginPage, orderStatusPage, profilePage } from "./pages";

const targets = {
  orderStatus: "customer-account.order-status.block.render",
  profile: "customer-account.profile.block.render",
};
const cookieName = "customer_session";

/** Customer accounts: signing in, an order's own page, and the profile page. In life they have an origin of their own. */
export class Accounts {
  /** Customer's gid by session. */
  readonly #sessions = new Map<string, string>();

  constructor(
    private readonly settings: Settings,
    private readonly store: Store,
    private readonly checkouts: Checkouts,
    private readonly extension: () => Promise<Extension | undefined>,
  ) {}

  /** Answers what lies below `/account`. Gives `false` for what is not there. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const [, , place, ...rest] = url.pathname.split("/");
    const customerId = this.#signedIn(request);
    switch (place) {
      case "login":
        await this.#login(request, response, url);
        return true;
      case "profile":
        await this.#profile(request, response, url, customerId, rest[0]);
        return true;
      case "orders":
        return this.#order(request, response, url, customerId, rest);
      default:
        return false;
    }
  }

  /** Whoever holds the address gets in: in life, by the code that is mailed to it. */
  async #login(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const returnTo = url.searchParams.get("return_to") ?? "/account/profile";
    if (request.method !== "POST") return sendHtml(response, 200, loginPage(this.settings, returnTo));
    const form = new URLSearchParams((await readBody(request)).toString("utf8"));
    const customer = await this.store.customerByEmail(form.get("email") ?? "");
    if (!customer) return sendHtml(response, 422, loginPage(this.settings, returnTo, "No account has this address."));
    const session = randomBytes(12).toString("hex");
    this.#sessions.set(session, customer.id);
    // Only to a page of the account: what follows the sign-in must not lead elsewhere.
    const location = returnTo.startsWith("/account/") ? returnTo : "/account/profile";
    response.writeHead(303, {
      location,
      "set-cookie": `${cookieName}=${session}; Path=/account; HttpOnly; SameSite=Lax`,
    });
    response.end();
  }

  async #profile(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    customerId: string | undefined,
    part: string | undefined,
  ): Promise<void> {
    const customer = customerId === undefined ? undefined : await this.store.customer(customerId);
    if (customerId === undefined || !customer) {
      if (request.method === "POST") return sendJson(response, 401, {});
      return redirect(response, 302, `/account/login?return_to=${encodeURIComponent(url.pathname + url.search)}`);
    }
    if (request.method !== "POST")
      return sendHtml(response, 200, profilePage(this.settings, customer, await this.#profileSetup(url, customerId)));
    const body = (await readBody(request)).toString("utf8");
    if (part === "session-token") return sendJson(response, 200, { token: await this.#token(customerId) });
    if (part === "customer-api")
      return sendJson(response, 200, await askCustomerApi(this.store, customer, JSON.parse(body) as string));
    return sendJson(response, 404, {});
  }

  /** An order's own page: open to whoever has its link, which Shopify mails to the order's address; signed in as its customer, one is known. */
  async #order(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    customerId: string | undefined,
    [token = "", part]: string[],
  ): Promise<boolean> {
    const checkout = this.checkouts.get(token);
    const placed = checkout?.placed;
    if (!checkout || !placed) return false;
    const own = customerId === placed.customer.id ? customerId : undefined;
    if (request.method !== "POST") {
      const setup = await this.#orderSetup(url, checkout, own);
      sendHtml(response, 200, orderStatusPage(this.settings, placed, own !== undefined, setup));
      return true;
    }
    if (part !== "session-token") return false;
    sendJson(response, 200, { token: await this.#token(own) });
    return true;
  }

  #token(customerId: string | undefined): Promise<string> {
    const { app, shop } = this.settings;
    return checkoutToken({ ...app, shop: shop.domain, ...(customerId === undefined ? {} : { customerId }) });
  }

  #signedIn(request: IncomingMessage): string | undefined {
    const session = new RegExp(`(?:^|; )${cookieName}=(\\w+)`).exec(request.headers.cookie ?? "")?.[1];
    return session === undefined ? undefined : this.#sessions.get(session);
  }

  /** The profile page tells an extension neither the shop nor any metafield. */
  async #profileSetup(url: URL, customerId: string): Promise<ExtensionSetup | undefined> {
    const extension = await this.extension();
    if (!extension?.targets.includes(targets.profile)) return undefined;
    return {
      ...commonSetup(extension, targets.profile, "/account/profile", languageOf(url)),
      appMetafields: undefined,
      shop: undefined,
      orderConfirmation: undefined,
      order: undefined,
      account: { customerId },
    };
  }

  async #orderSetup(url: URL, checkout: Checkout, customerId: string | undefined): Promise<ExtensionSetup | undefined> {
    const extension = await this.extension();
    const order = checkout.placed?.order;
    if (!order || !extension?.targets.includes(targets.orderStatus)) return undefined;
    const { name, domain } = this.settings.shop;
    return {
      ...commonSetup(extension, targets.orderStatus, `/account/orders/${checkout.token}`, languageOf(url)),
      appMetafields: extension.metafields.flatMap(({ namespace, key }) => {
        const of = (owner: string) => this.store.metafields.get(owner, resolveNamespace(namespace), key);
        const [ofShop, ofOrder] = [of(shopId), of(order.id)];
        return [
          ...(ofShop ? [metafieldEntry("shop", shopId, namespace, ofShop)] : []),
          ...(ofOrder ? [metafieldEntry("order", order.id, namespace, ofOrder)] : []),
        ];
      }),
      shop: { id: shopId, name, myshopifyDomain: domain },
      orderConfirmation: undefined,
      order: { id: order.id, name: order.name, processedAt: order.createdAt },
      account: { customerId },
    };
  }
}

const languageOf = (url: URL): string => url.searchParams.get("locale") ?? defaultLanguage;
