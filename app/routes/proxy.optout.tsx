import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { excludeFurther, optOutByLink } from "~/services/exclusions/optOut";
import { takeNote } from "~/services/feedback/takeNote";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import { isUnattended, renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { OPT_OUT_FIELDS, optOutPage } from "~/ui/public/optOutPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** The opt-out link: opening it excludes before the page is rendered (P9, P10). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  if (isUnattended(request)) return themePage(optOutPage({ state: "prefetch", merchant: merchant ?? NOBODY, token }));
  return optOut(shopId, token, merchant);
};

/** The page's forms: further addresses (P11), why they opted out (P15), or the opt-out itself where the link was only fetched. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  const form = await request.formData();
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const token = field(OPT_OUT_FIELDS.token);
  if (field(OPT_OUT_FIELDS.intent) === "note") {
    const said = { reason: field(OPT_OUT_FIELDS.reason), note: field(OPT_OUT_FIELDS.note) };
    return sayWhy(shopId, token, said, merchant);
  }
  if (field(OPT_OUT_FIELDS.intent) !== "further") return optOut(shopId, token, merchant);
  const typed = field(OPT_OUT_FIELDS.addresses);
  return renderSafely(
    async () => {
      const result = await excludeFurther(shopId, token, typed, new Date());
      return themePage(optOutPage({ state: "further_done", merchant: merchant ?? NOBODY, token, ...result }));
    },
    (code) => {
      if (code === "too_many_addresses")
        return themePage(optOutPage({ state: "too_many", merchant: merchant ?? NOBODY, token, typed }), 422);
      return code === "link_invalid" ? themePage(optOutPage({ state: "invalid", merchant }), 404) : undefined;
    },
    () => themePage(optOutPage({ state: "trouble", merchant, token, typed }), 500),
  );
};

function sayWhy(
  shopId: number,
  token: string,
  said: { reason: string; note: string },
  merchant: Merchant | null,
): Promise<Response> {
  const page = (state: "note_done" | "note_too_many", status: number) =>
    themePage(optOutPage({ state, merchant: merchant ?? NOBODY, token }), status);
  return renderSafely(
    async () => {
      await takeNote(shopId, token, said, new Date());
      return page("note_done", 200);
    },
    (code) => {
      if (code === "too_many_messages") return page("note_too_many", 429);
      return code === "link_invalid" ? themePage(optOutPage({ state: "invalid", merchant }), 404) : undefined;
    },
    () => themePage(optOutPage({ state: "trouble", merchant, token }), 500),
  );
}

function optOut(shopId: number, token: string, merchant: Merchant | null): Promise<Response> {
  return renderSafely(
    async () => {
      const state = await optOutByLink(shopId, token, "body_link", new Date());
      return themePage(optOutPage({ state, merchant: merchant ?? NOBODY, token }));
    },
    (code) => (code === "link_invalid" ? themePage(optOutPage({ state: "invalid", merchant }), 404) : undefined),
    () => themePage(optOutPage({ state: "trouble", merchant, token }), 500),
  );
}
