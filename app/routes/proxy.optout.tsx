import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { Locale } from "~/policy/locale";
import { excludeFurther, optOutByLink, readOptOut } from "~/services/exclusions/optOut";
import { releaseByLink } from "~/services/exclusions/releaseByLink";
import { undoFurther, undoOptOut } from "~/services/exclusions/undoOptOut";
import { takeNote } from "~/services/feedback/takeNote";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import {
  isUnattended,
  postedFields,
  renderSafely,
  requirePost,
  requireStorefront,
  themePage,
  visitorOf,
} from "~/storefront.server";
import { OPT_OUT_FIELDS, optOutPage, type OptOutIntent, type OptOutPageState } from "~/ui/public/optOutPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** Who came, by which link, and how they are to be answered. */
interface Visit {
  readonly shopId: number;
  readonly token: string;
  readonly locale: Locale;
  /** Null for a shop that is not known any more. */
  readonly merchant: Merchant | null;
  readonly userAgent: string | null;
}

/** The opt-out link: opening it excludes before the page is rendered (P9, P10); where the merchant has set so, the page that it renders does, once it has loaded in a browser. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token, locale } = await requireStorefront(request);
  const visit = await visitOf(request, shopId, token, locale);
  const merchant = visit.merchant ?? NOBODY;
  if (isUnattended(request)) return themePage(optOutPage({ state: "prefetch", merchant, token }, locale));
  // Where the setting cannot be read, the policy's own rule counts.
  return merchant.optOutOnLoad ? askBrowser(visit) : optOut(visit);
};

/** The page's forms: further addresses (P11), why they opted out (P15), undo and the way back (P12), or the opt-out itself where the link was only fetched. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, locale } = await requireStorefront(request);
  requirePost(request);
  const field = await postedFields(request);
  const visit = await visitOf(request, shopId, field(OPT_OUT_FIELDS.token), locale);
  switch (field(OPT_OUT_FIELDS.intent) as OptOutIntent) {
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
};

async function visitOf(request: Request, shopId: number, token: string, locale: Locale): Promise<Visit> {
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  return { shopId, token, locale, merchant, userAgent: visitorOf(request).userAgent };
}

function optOut(visit: Visit): Promise<Response> {
  const { shopId, token, userAgent } = visit;
  return answer(visit, "exclude", async (common) => ({
    ...common,
    state: await optOutByLink(shopId, token, "body_link", new Date(), userAgent),
  }));
}

function askBrowser(visit: Visit): Promise<Response> {
  return answer(visit, "exclude", async (common) => {
    const state = await readOptOut(visit.shopId, visit.token);
    return { ...common, state: state === "open" ? "on_load" : state };
  });
}

function sayWhy(visit: Visit, said: { reason: string; note: string }): Promise<Response> {
  return answer(visit, "note", async (common) => {
    await takeNote(visit.shopId, visit.token, said, new Date());
    return { ...common, state: "note_done" };
  });
}

function takeBack(visit: Visit): Promise<Response> {
  return answer(visit, "undo", async (common) => ({
    ...common,
    state: await undoOptOut(visit.shopId, visit.token, new Date()),
  }));
}

function takeBackFurther(visit: Visit): Promise<Response> {
  return answer(visit, "undo_further", async (common) => {
    await undoFurther(visit.shopId, visit.token, new Date());
    return { ...common, state: "further_undone" };
  });
}

function takeOff(visit: Visit): Promise<Response> {
  return answer(visit, "release", async (common) => ({
    ...common,
    state: await releaseByLink(visit.shopId, visit.token, new Date()),
  }));
}

function addFurther(visit: Visit, typed: string): Promise<Response> {
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
  { merchant, token, locale }: Visit,
  wanted: OptOutIntent,
  work: (common: { merchant: Merchant; token: string }) => Promise<OptOutPageState>,
  typed = "",
): Promise<Response> {
  const common = { merchant: merchant ?? NOBODY, token };
  const page = (state: OptOutPageState, status?: number) => themePage(optOutPage(state, locale), status);
  return renderSafely(
    async () => page(await work(common)),
    (code) => {
      if (code === "too_many_addresses") return page({ ...common, state: "too_many", typed }, 422);
      if (code === "too_many_attempts") return page({ ...common, state: "note_too_many" }, 429);
      return code === "link_invalid" ? page({ state: "invalid", merchant }, 404) : undefined;
    },
    () => page({ state: "trouble", merchant, token, wanted, typed }, 500),
  );
}
