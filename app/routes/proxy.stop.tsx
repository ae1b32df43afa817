import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { localeOf } from "~/policy/locale";
import { withdrawByHand } from "~/services/exclusions/withdrawByHand";
import { merchantOf, postedFields, renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { STOP_FIELDS, stopPage } from "~/ui/public/stopPage";

/** The page on which anybody can stop marketing emails to an address by typing it; it only renders. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return themePage(stopPage({ state: "ask", merchant }, locale));
};

/** The addresses as they were typed. Answers the same whether or not one was known. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, locale: accepted } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  const field = await postedFields(request);
  const chosen = field(STOP_FIELDS.locale);
  const locale = chosen ? localeOf(chosen) : accepted;
  const typed = field(STOP_FIELDS.addresses);
  return renderSafely(
    async () => {
      const result = await withdrawByHand(shopId, typed, visitorOf(request).ip, new Date());
      return themePage(stopPage({ state: "done", merchant, ...result }, locale));
    },
    (code) => {
      if (code === "too_many_addresses")
        return themePage(stopPage({ state: "too_many", merchant, typed }, locale), 422);
      return code === "too_many_attempts"
        ? themePage(stopPage({ state: "too_often", merchant, typed }, locale), 429)
        : undefined;
    },
    () => themePage(stopPage({ state: "trouble", merchant, typed }, locale), 500),
  );
};
