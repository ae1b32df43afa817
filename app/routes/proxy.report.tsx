import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { localeOf, type Locale } from "~/policy/locale";
import { readReportedRequest, reportRequest } from "~/services/consent/reportRequest";
import type { Merchant } from "~/services/shops/readMerchant";
import { merchantOf, postedFields, renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { reportPage } from "~/ui/public/reportPage";

/** The link of a verification mail for whoever did not ask: it only renders, whoever opens it (P13). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return safely(merchant, locale, null, async () => {
    const found = await readReportedRequest(shopId, token);
    if (!found) return themePage(reportPage({ state: "invalid", merchant }, locale), 404);
    const { wording, email } = found;
    return themePage(reportPage({ state: "ask", merchant, token, wording, address: email }, localeOf(found.locale)));
  });
};

/** The pressed button: the only thing that reports, and excludes (P12, P13). */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, locale } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  const token = (await postedFields(request))("token");
  return safely(merchant, locale, token, async () => {
    const { userAgent } = visitorOf(request);
    const reported = await reportRequest(shopId, token, userAgent, new Date());
    return themePage(reportPage({ state: "reported", merchant }, localeOf(reported.locale)));
  });
};

function safely(
  merchant: Merchant,
  locale: Locale,
  token: string | null,
  work: () => Promise<Response>,
): Promise<Response> {
  return renderSafely(
    work,
    (code) =>
      code === "link_invalid" ? themePage(reportPage({ state: "invalid", merchant }, locale), 404) : undefined,
    () => themePage(reportPage({ state: "trouble", merchant, token }, locale), 500),
  );
}
