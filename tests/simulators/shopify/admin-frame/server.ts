import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { browserBundle } from "../browser-bundles";
import { redirect, sendHtml, sendScript } from "../http";
import type { Settings } from "../options";
import { sessionToken, signAdminQuery } from "../sign";
import { frameParameters } from "./messages";
import { adminHomePage, appPage } from "./page";

/** The Shopify admin around the embedded app, for a member of staff who is already signed in. */
export class AdminFrame {
  readonly #session = randomBytes(16).toString("hex");

  constructor(
    private readonly settings: Settings,
    private readonly origins: () => { app: string; admin: string; storefront: string },
  ) {}

  /** Path of the app in the admin: `/store/thornbury-spares/apps/twostage` */
  get base(): string {
    return `/store/${this.settings.shopHandle}/apps/${this.settings.app.handle}`;
  }

  /** The token that App Bridge would hand to the app for this member of staff, or for another by their id. */
  token(staffId = this.settings.staff.id): Promise<string> {
    return sessionToken({ ...this.settings.app, shop: this.settings.shop.domain, userId: staffId });
  }

  /** The signed address with which the admin opens a page of the app; its token is good for a minute. */
  async frameUrl(path = this.settings.app.path): Promise<string> {
    const target = new URL(path, this.origins().app);
    const own: Record<string, string> = Object.fromEntries(target.searchParams);
    for (const name of frameParameters) delete own[name];
    const query = signAdminQuery(
      {
        ...own,
        embedded: "1",
        host: this.#host,
        id_token: await this.token(),
        locale: "en",
        session: createHash("sha256").update(this.#session).digest("hex"),
        shop: this.settings.shop.domain,
        timestamp: String(Math.floor(this.settings.now() / 1_000)),
      },
      this.settings.app.apiSecret,
    );
    return `${target.origin}${target.pathname}?${query}`;
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { pathname } = url;
    const place = { settings: this.settings, base: this.base, storefront: this.origins().storefront };
    if (pathname === "/app-bridge.js")
      return sendScript(response, await browserBundle("./admin-frame/app-bridge.ts", "iife"));
    if (pathname === "/admin-host.js") return sendScript(response, await browserBundle("./admin-frame/host.ts", "esm"));
    if (pathname === "/fonts.css") {
      response.writeHead(200, { "content-type": "text/css", "access-control-allow-origin": "*" });
      response.end("");
      return;
    }
    if (pathname === "/") return redirect(response, 302, this.base);
    if (pathname === `/store/${this.settings.shopHandle}`) return sendHtml(response, 200, adminHomePage(place));
    if (pathname === `${this.base}/__session-token`) return this.#mint(request, response);
    if (pathname !== this.base && !pathname.startsWith(`${this.base}/`))
      return sendHtml(response, 404, "<!doctype html><title>Not found</title><h1>There's no page at this address</h1>");
    const path = pathname.slice(this.base.length) || this.settings.app.path;
    const { shop, app } = this.settings;
    const name = { apiKey: app.apiKey, shop: shop.domain, host: this.#host, locale: "en" };
    sendHtml(
      response,
      200,
      appPage(place, { src: await this.frameUrl(path + url.search), name, tokenUrl: `${this.base}/__session-token` }),
    );
  }

  /** Only the admin's own page may ask: a token is the staff member's right to act. */
  async #mint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const allowed = request.method === "POST" && request.headers.origin === this.origins().admin;
    response.writeHead(allowed ? 200 : 403, { "content-type": "text/plain", "cache-control": "no-store" });
    response.end(allowed ? await this.token() : "");
  }

  get #host(): string {
    return Buffer.from(`admin.shopify.com/store/${this.settings.shopHandle}`).toString("base64").replace(/=+$/, "");
  }
}
