import { verifyProxyRequest } from "~/integrations/shopify/verify";
import { Problem } from "~/lib/errors";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { acceptedLocale, localeOf, type Locale } from "~/policy/locale";
import { findShopId } from "~/services/shops/install";
import { readMerchant, UNNAMED, type Merchant } from "~/services/shops/readMerchant";

/** As much of a request as tells who asks for what. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** What a request says that came through a shop's storefront. */
export interface StorefrontVisit {
  readonly domain: string;
  /** The token of the link; empty when the address has none. */
  readonly token: string;
  /** The language to answer in, unless what is asked for has one of its own: that of the address, else what the browser prefers. */
  readonly locale: Locale;
}

/** A request that came through the storefront of a shop that has the app. */
export interface StorefrontRequest extends Omit<StorefrontVisit, "domain"> {
  readonly shopId: number;
}

/** Checks that a request came through Shopify's app proxy. Throws a 400 response. */
export function requireProxy(request: Asked): StorefrontVisit {
  const url = new URL(request.url);
  const domain = verifyProxyRequest(url);
  if (!domain) throw new Response("Bad Request", { status: 400 });
  const { searchParams } = url;
  const locale = searchParams.has("locale")
    ? localeOf(searchParams.get("locale"))
    : acceptedLocale(request.headers.get("accept-language"));
  return { domain, token: searchParams.get("token") ?? "", locale };
}

/** Checks that a request came through Shopify's app proxy, for a shop that has the app. Throws a 400 or 404 response. */
export async function requireStorefront(request: Asked): Promise<StorefrontRequest> {
  const { domain, ...visit } = requireProxy(request);
  const shopId = await findShopId(domain);
  if (shopId === undefined) throw new Response("Not Found", { status: 404 });
  return { shopId, ...visit };
}

/** How the shop presents itself; without name and address where that cannot be read, so that the page is there all the same. */
export async function merchantOf(shopId: number): Promise<Merchant> {
  return (await readMerchant(shopId).catch(() => null)) ?? UNNAMED;
}

/** The fields of a posted form by name; empty where there is none, or where the body is no form. */
export async function postedFields(request: Request): Promise<(name: string) => string> {
  const form = await request.formData().catch(() => new FormData());
  return (name) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
}

/** Who asks, as far as the request tells: kept with a request for consent as evidence, for a limited time. */
export function visitorOf(request: Asked): { readonly ip: string | null; readonly userAgent: string | null } {
  return {
    ip: request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() || null,
    userAgent: request.headers.get("user-agent"),
  };
}

/**
 * A page inside the store's theme: Shopify renders `application/liquid` with the shop's layout. The status goes to whoever asked, and nobody keeps a copy.
 */
export function themePage(fragment: string, status = 200): Response {
  return new Response(fragment, { status, headers: THEME_HEADERS });
}

export const THEME_HEADERS = {
  "Content-Type": "application/liquid; charset=utf-8",
  "Cache-Control": "no-store",
} as const;

/** Whether nobody may be looking: whatever is no GET of a page that is being opened (HEAD, OPTIONS, prefetching) renders, and changes nothing (P10, P13). */
export function isUnattended(request: Asked): boolean {
  const purpose = `${request.headers.get("sec-purpose") ?? ""} ${request.headers.get("purpose") ?? ""} ${request.headers.get("x-moz") ?? ""}`;
  return request.method !== "GET" || /\b(prefetch|preview|prerender)\b/i.test(purpose);
}

/** Refuses what is no post of a form, by a thrown 405 response. */
export function requirePost(request: Asked): void {
  if (request.method !== "POST")
    throw new Response("GET or POST", {
      status: 405,
      headers: { Allow: "GET, HEAD, POST", "Cache-Control": "no-store" },
    });
}

/** Runs the work of a page; a refusal becomes `refused(code)`, a fault is logged and becomes `trouble()`: the person always gets a page that says what to do. */
export async function renderSafely<Page>(
  work: () => Promise<Page>,
  refused: (code: Problem["code"]) => Page | undefined,
  trouble: () => Page,
): Promise<Page> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) {
      const page = refused(error.code);
      if (page) return page;
    }
    log().error({ err: withoutValues(error) }, "public page failed");
    return trouble();
  }
}
