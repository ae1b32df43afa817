import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "~/lib/errors";
import type { Locale } from "~/policy/locale";
import { excludeFurther, openOptOutLink, optOutByLink } from "~/services/exclusions/optOut";
import { releaseByLink } from "~/services/exclusions/releaseByLink";
import { undoFurther, undoOptOut } from "~/services/exclusions/undoOptOut";
import { takeNote } from "~/services/feedback/takeNote";
import { readStorefront, type Merchant } from "~/services/shops/readMerchant";
import {
  isUnattended,
  postedFields,
  renderSafely,
  requireProxy,
  requirePost,
  THEME_HEADERS,
  visitorOf,
  type Asked,
} from "~/storefront.server";
import { drawnOnce } from "~/ui/public/drawnOnce";
import { OPT_OUT_FIELDS, optOutPage, type OptOutIntent, type OptOutPageState } from "~/ui/public/optOutPage";
import { answerText, readBody } from "./answer";

/** Twenty addresses and a note, in any spelling. */
const BODY_LIMIT = 256 * 1024;

/** Who came, by which link, and how they are to be answered. */
interface Visit {
  readonly shopId: number;
  readonly token: string;
  readonly locale: Locale;
  readonly merchant: Merchant;
  readonly userAgent: string | null;
}

/** A page to be shown in the store's theme. */
interface Page {
  readonly status: number;
  readonly html: string | Buffer;
}

/**
 * The opt-out link on the storefront: opening it excludes before the page is rendered (P9, P10); where the merchant has set so, the page that it renders does, once it has loaded in a browser. Its forms post further addresses (P11), why they
 * opted out (P15), undo and the way back (P12), or the opt-out itself where the link was only fetched. A small handler before Remix: a mail to many is opened by many at once.
 */
export async function answerOptOutLink(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const asked = askedOf(request, url);
  try {
    const { status, html } = await pageFor(request, asked);
    response.writeHead(status, { ...THEME_HEADERS, "Content-Length": Buffer.byteLength(html) });
    response.end(html);
  } catch (error) {
    if (!(error instanceof Response)) throw error;
    answerText(response, error.status, await error.text(), Object.fromEntries(error.headers));
  }
}

async function pageFor(request: IncomingMessage, asked: Asked): Promise<Page> {
  const { domain, token: linked, locale } = requireProxy(asked);
  const posted = !["GET", "HEAD", "OPTIONS"].includes(asked.method);
  if (posted) requirePost(asked);
  const field = posted ? await fieldsOf(request, asked) : undefined;
  const token = field ? field(OPT_OUT_FIELDS.token) : linked;
  const intent = (field?.(OPT_OUT_FIELDS.intent) ?? "exclude") as OptOutIntent;
  const page = await renderSafely(
    async () => {
      const { userAgent } = visitorOf(asked);
      const opening = !field && !isUnattended(asked);
      const opened = opening ? await openLink(domain, { token, locale, userAgent }) : undefined;
      if (opened) return opened;
      const storefront = await readStorefront(domain);
      if (!storefront) return undefined;
      const visit = { ...storefront, token, locale, userAgent };
      if (field) return act(visit, intent, field);
      const { merchant } = visit;
      return opening
        ? show(visit, { state: "invalid", merchant }, 404)
        : show(visit, { state: "prefetch", merchant, token });
    },
    () => undefined,
    () => {
      const typed = field?.(OPT_OUT_FIELDS.addresses) ?? "";
      return show({ locale }, { state: "trouble", merchant: null, token, wanted: intent, typed }, 500);
    },
  );
  if (!page) throw new Response("Not Found", { status: 404 });
  return page;
}

function act(visit: Visit, intent: OptOutIntent, field: (name: string) => string): Promise<Page> {
  switch (intent) {
    case "further":
      return addFurther(visit, field(OPT_OUT_FIELDS.addresses));
    case "note":
      return sayWhy(visit, { reason: field(OPT_OUT_FIELDS.reason), note: field(OPT_OUT_FIELDS.note) });
    case "undo":
      return takeBack(visit);
    case "undo_further":
      return takeBackFurther(visit);
    case "release":
      return takeOff(visit);
    case "exclude":
    default:
      return optOut(visit);
  }
}

function askedOf(request: IncomingMessage, url: URL): Asked {
  const get = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : null;
  };
  return { method: request.method ?? "GET", url: url.href, headers: { get } };
}

async function fieldsOf(request: IncomingMessage, { method, url, headers }: Asked): Promise<(name: string) => string> {
  const body = await readBody(request, BODY_LIMIT);
  if (!body) throw new Response("Too large", { status: 413 });
  const type = headers.get("content-type");
  return postedFields(
    new Request(url, { method, body: new Uint8Array(body), headers: type ? { "content-type": type } : {} }),
  );
}

/** Does what opening the link does; gives no page for a link that is not one of this storefront's. */
async function openLink(
  domain: string,
  { token, locale, userAgent }: Pick<Visit, "token" | "locale" | "userAgent">,
): Promise<Page | undefined> {
  try {
    const { state, merchant } = await openOptOutLink(domain, token, new Date(), userAgent);
    const draw = (shown: string) => optOutPage({ state, merchant, token: shown }, locale);
    return { status: 200, html: drawnOnce(["opened", state, merchant, locale], token, draw) };
  } catch (error) {
    if (error instanceof Problem && error.code === "link_invalid") return undefined;
    throw error;
  }
}

function optOut(visit: Visit): Promise<Page> {
  const { shopId, token, userAgent } = visit;
  return answer(visit, "exclude", async (common) => ({
    ...common,
    state: (await optOutByLink(shopId, token, "body_link", new Date(), userAgent)).state,
  }));
}

function sayWhy(visit: Visit, said: { reason: string; note: string }): Promise<Page> {
  return answer(visit, "note", async (common) => {
    await takeNote(visit.shopId, visit.token, said, new Date());
    return { ...common, state: "note_done" };
  });
}

function takeBack(visit: Visit): Promise<Page> {
  return answer(visit, "undo", async (common) => ({
    ...common,
    state: await undoOptOut(visit.shopId, visit.token, new Date()),
  }));
}

function takeBackFurther(visit: Visit): Promise<Page> {
  return answer(visit, "undo_further", async (common) => {
    await undoFurther(visit.shopId, visit.token, new Date());
    return { ...common, state: "further_undone" };
  });
}

function takeOff(visit: Visit): Promise<Page> {
  return answer(visit, "release", async (common) => ({
    ...common,
    state: await releaseByLink(visit.shopId, visit.token, new Date()),
  }));
}

function addFurther(visit: Visit, typed: string): Promise<Page> {
  return answer(
    visit,
    "further",
    async (common) => {
      const result = await excludeFurther(visit.shopId, visit.token, typed, new Date());
      return { ...common, state: "further_done", ...result };
    },
    typed,
  );
}

/** Does what was asked and says what came of it; a refusal and a fault have pages of their own. */
function answer(
  visit: Visit,
  wanted: OptOutIntent,
  work: (common: { merchant: Merchant; token: string }) => Promise<OptOutPageState>,
  typed = "",
): Promise<Page> {
  const { merchant, token } = visit;
  const common = { merchant, token };
  return renderSafely(
    async () => show(visit, await work(common)),
    (code) => {
      if (code === "too_many_addresses") return show(visit, { ...common, state: "too_many", typed }, 422);
      if (code === "too_many_attempts") return show(visit, { ...common, state: "note_too_many" }, 429);
      return code === "link_invalid" ? show(visit, { state: "invalid", merchant }, 404) : undefined;
    },
    () => show(visit, { ...common, state: "trouble", wanted, typed }, 500),
  );
}

function show({ locale }: Pick<Visit, "locale">, state: OptOutPageState, status = 200): Page {
  return { status, html: optOutPage(state, locale) };
}
