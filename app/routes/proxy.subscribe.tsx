import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { localeOf, type Locale } from "~/policy/locale";
import { OFFERED_FORMS, type OfferedForm } from "~/policy/statedForm";
import { askByForm, openForm, type FormOutcome } from "~/services/consent/askByForm";
import type { Merchant } from "~/services/shops/readMerchant";
import { merchantOf, postedFields, renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { PUBLIC_PATHS } from "~/ui/public/paths";
import { SUBSCRIBE_FIELDS, subscribePage } from "~/ui/public/subscribePage";

/** The form on which somebody asks to be mailed; it only renders (P13). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return safely(merchant, locale, async () => {
    const form = await openForm(shopId, locale, new Date());
    if (!form) return themePage(subscribePage({ state: "closed", merchant }, locale));
    return themePage(
      subscribePage({ state: "form", merchant, ...form, page: "", email: "", buyAs: "", faults: [] }, locale),
    );
  });
};

/** The form as it was filled in, here or in the block of the theme. Answers the same whatever is known of the address. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, locale: accepted } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  const field = await postedFields(request);
  const chosen = field(SUBSCRIBE_FIELDS.locale);
  const locale = chosen ? localeOf(chosen) : accepted;
  const filled = {
    intent: field(SUBSCRIBE_FIELDS.intent),
    email: field(SUBSCRIBE_FIELDS.email).trim().slice(0, 320),
    buyAs: field(SUBSCRIBE_FIELDS.buyAs),
    agreed: field(SUBSCRIBE_FIELDS.agree) === "yes",
    formToken: field(SUBSCRIBE_FIELDS.form),
    trap: field(SUBSCRIBE_FIELDS.website),
    version: field(SUBSCRIBE_FIELDS.version),
    page: field(SUBSCRIBE_FIELDS.page) || PUBLIC_PATHS.subscribe,
    locale,
  };
  return safely(merchant, locale, async () => {
    const result = await askByForm(shopId, filled, visitorOf(request), new Date());
    return answer(result, filled, merchant, locale);
  });
};

function answer(
  result: FormOutcome,
  filled: { readonly email: string; readonly buyAs: string; readonly page: string },
  merchant: Merchant,
  locale: Locale,
): Response {
  const { email, page } = filled;
  const buyAs = Object.hasOwn(OFFERED_FORMS, filled.buyAs) ? (filled.buyAs as OfferedForm) : "";
  switch (result.outcome) {
    case "closed":
    case "sent":
      return themePage(subscribePage({ state: result.outcome, merchant }, locale));
    case "check":
      return themePage(subscribePage({ ...result, state: "check", merchant, email, buyAs, page }, locale));
    case "faulty":
      return themePage(subscribePage({ ...result, state: "form", merchant, email, buyAs, page }, locale), 422);
  }
}

function safely(merchant: Merchant, locale: Locale, work: () => Promise<Response>): Promise<Response> {
  return renderSafely(
    work,
    () => undefined,
    () => themePage(subscribePage({ state: "trouble", merchant }, locale), 500),
  );
}
