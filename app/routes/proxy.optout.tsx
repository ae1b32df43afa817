import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
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
import { OPT_OUT_FIELDS, optOutPage, type OptOutIntent } from "~/ui/public/optOutPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** The opt-out link: opening it excludes before the page is rendered (P9, P10); where the merchant has set so, the page that it renders does, once it has loaded in a browser. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  if (isUnattended(request)) return themePage(optOutPage({ state: "prefetch", merchant: merchant ?? NOBODY, token }));
  // Where the setting cannot be read, the policy's own rule counts.
  return merchant?.optOutOnLoad ? askBrowser(shopId, token, merchant) : optOut(shopId, token, merchant, request);
};

/** The page's forms: further addresses (P11), why they opted out (P15), undo and the way back (P12), or the opt-out itself where the link was only fetched. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  requirePost(request);
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  const field = await postedFields(request);
  const token = field(OPT_OUT_FIELDS.token);
  switch (field(OPT_OUT_FIELDS.intent) as OptOutIntent) {
    case "further":
      return addFurther(shopId, token, field(OPT_OUT_FIELDS.addresses), merchant);
    case "note":
      return sayWhy(
        shopId,
        token,
        { reason: field(OPT_OUT_FIELDS.reason), note: field(OPT_OUT_FIELDS.note) },
        merchant,
      );
    case "undo":
      return takeBack(shopId, token, merchant);
    case "undo_further":
      return takeBackFurther(shopId, token, merchant);
    case "release":
      return takeOff(shopId, token, merchant);
    case "exclude":
    default:
      return optOut(shopId, token, merchant, request);
  }
};

function optOut(shopId: number, token: string, merchant: Merchant | null, request: Request): Promise<Response> {
  return safely({ merchant, token, wanted: "exclude" }, async () => {
    const state = await optOutByLink(shopId, token, "body_link", new Date(), visitorOf(request).userAgent);
    return themePage(optOutPage({ state, merchant: merchant ?? NOBODY, token }));
  });
}

function askBrowser(shopId: number, token: string, merchant: Merchant): Promise<Response> {
  return safely({ merchant, token, wanted: "exclude" }, async () => {
    const state = await readOptOut(shopId, token);
    return themePage(optOutPage({ state: state === "open" ? "on_load" : state, merchant, token }));
  });
}

function sayWhy(
  shopId: number,
  token: string,
  said: { reason: string; note: string },
  merchant: Merchant | null,
): Promise<Response> {
  return safely({ merchant, token, wanted: "note" }, async () => {
    await takeNote(shopId, token, said, new Date());
    return themePage(optOutPage({ state: "note_done", merchant: merchant ?? NOBODY, token }));
  });
}

function takeBack(shopId: number, token: string, merchant: Merchant | null): Promise<Response> {
  return safely({ merchant, token, wanted: "undo" }, async () => {
    const state = await undoOptOut(shopId, token, new Date());
    return themePage(optOutPage({ state, merchant: merchant ?? NOBODY, token }));
  });
}

function takeBackFurther(shopId: number, token: string, merchant: Merchant | null): Promise<Response> {
  return safely({ merchant, token, wanted: "undo_further" }, async () => {
    await undoFurther(shopId, token, new Date());
    return themePage(optOutPage({ state: "further_undone", merchant: merchant ?? NOBODY, token }));
  });
}

function takeOff(shopId: number, token: string, merchant: Merchant | null): Promise<Response> {
  return safely({ merchant, token, wanted: "release" }, async () => {
    const state = await releaseByLink(shopId, token, new Date());
    return themePage(optOutPage({ state, merchant: merchant ?? NOBODY }));
  });
}

function addFurther(shopId: number, token: string, typed: string, merchant: Merchant | null): Promise<Response> {
  return safely({ merchant, token, wanted: "further", typed }, async () => {
    const result = await excludeFurther(shopId, token, typed, new Date());
    return themePage(optOutPage({ state: "further_done", merchant: merchant ?? NOBODY, token, ...result }));
  });
}

function safely(
  asked: { merchant: Merchant | null; token: string; wanted: OptOutIntent; typed?: string },
  work: () => Promise<Response>,
): Promise<Response> {
  const { merchant, token, typed = "" } = asked;
  return renderSafely(
    work,
    (code) => {
      if (code === "too_many_addresses")
        return themePage(optOutPage({ state: "too_many", merchant: merchant ?? NOBODY, token, typed }), 422);
      if (code === "too_many_attempts")
        return themePage(optOutPage({ state: "note_too_many", merchant: merchant ?? NOBODY, token }), 429);
      return code === "link_invalid" ? themePage(optOutPage({ state: "invalid", merchant }), 404) : undefined;
    },
    () => themePage(optOutPage({ ...asked, state: "trouble" }), 500),
  );
}
