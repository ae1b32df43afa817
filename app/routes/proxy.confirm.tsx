import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { localeOf, type Locale } from "~/policy/locale";
import { confirmConsent, readConfirmation, type Confirmation } from "~/services/consent/confirmConsent";
import { resendLink } from "~/services/consent/resendLink";
import type { Merchant } from "~/services/shops/readMerchant";
import { merchantOf, postedFields, renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { CONFIRM_FIELDS, confirmPage, type ConfirmIntent, type ConfirmPageState } from "~/ui/public/confirmPage";
import { PUBLIC_PATHS } from "~/ui/public/paths";

/** The link of a verification mail: it only renders, whoever opens it (P13). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return safely({ merchant, token, intent: "confirm", locale }, async () =>
    page(await readConfirmation(shopId, token, new Date()), token, merchant, locale),
  );
};

/** The pressed buttons: the only thing that confirms (P4, P13), or has a new link sent. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  const field = await postedFields(request);
  const token = field(CONFIRM_FIELDS.token);
  const intent: ConfirmIntent = field(CONFIRM_FIELDS.intent) === "resend" ? "resend" : "confirm";
  return safely({ merchant, token, intent, locale }, async () => {
    if (intent === "confirm")
      return page(await confirmConsent(shopId, token, visitorOf(request), new Date()), token, merchant, locale);
    const asked = await resendLink(shopId, token, { ...visitorOf(request), page: PUBLIC_PATHS.confirm }, new Date());
    return themePage(confirmPage({ state: "resent", merchant }, localeOf(asked.locale)));
  });
};

function page(
  confirmation: Confirmation & { readonly fresh?: boolean },
  token: string,
  merchant: Merchant,
  accepted: Locale,
): Response {
  const { request } = confirmation;
  const locale = request ? localeOf(request.locale) : accepted;
  return themePage(confirmPage(pageState(confirmation, token, merchant), locale), STATUS[confirmation.state]);
}

const STATUS: Readonly<Record<Confirmation["state"], number>> = {
  open: 200,
  confirmed: 200,
  excluded: 200,
  expired: 410,
  invalid: 404,
};

function pageState(
  { state, request, fresh }: Confirmation & { readonly fresh?: boolean },
  token: string,
  merchant: Merchant,
): ConfirmPageState {
  if (!request) return { state: "invalid", merchant };
  switch (state) {
    case "open":
      return { state: "ask", merchant, token, wording: request.wording, address: request.email };
    case "confirmed":
      return { state: fresh ? "confirmed" : "already_confirmed", merchant };
    case "expired":
      return { state, merchant, token };
    case "excluded":
    case "invalid":
      return { state, merchant };
  }
}

function safely(
  asked: { merchant: Merchant; token: string; intent: ConfirmIntent; locale: Locale },
  work: () => Promise<Response>,
): Promise<Response> {
  const { merchant, locale } = asked;
  return renderSafely(
    work,
    (code) =>
      code === "link_invalid" ? themePage(confirmPage({ state: "invalid", merchant }, locale), 404) : undefined,
    () => themePage(confirmPage({ ...asked, state: "trouble" }, locale), 500),
  );
}
