import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { readLink } from "~/services/exclusions/linkTarget";
import { askByLink } from "~/services/privacy/askByLink";
import type { Merchant } from "~/services/shops/readMerchant";
import { merchantOf, postedFields, renderSafely, requirePost, requireStorefront, themePage } from "~/storefront.server";
import { DATA_FIELDS, dataPage } from "~/ui/public/dataPage";

/** The page a mail's link leads to: it renders what can be asked, and changes nothing, whoever opens it. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  return answer(shopId, token, async (merchant) => {
    const state = await readLink(shopId, token);
    return themePage(dataPage(state === "test" ? { state, merchant } : { state: "ask", merchant, token }));
  });
};

/** A pressed button: opens the request, for staff to fulfil. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  requirePost(request);
  const field = await postedFields(request);
  const token = field(DATA_FIELDS.token);
  const kind = field(DATA_FIELDS.kind);
  if (kind !== "access" && kind !== "erasure") return new Response("Bad request", { status: 400 });
  return answer(shopId, token, async (merchant) => {
    const state = await askByLink(shopId, token, kind, new Date());
    if (state === "too_many") return themePage(dataPage({ state, merchant }), 429);
    return themePage(dataPage(state === "test" ? { state, merchant } : { state, merchant, kind }));
  });
};

async function answer(
  shopId: number,
  token: string,
  work: (merchant: Merchant) => Promise<Response>,
): Promise<Response> {
  const merchant = await merchantOf(shopId);
  return renderSafely(
    () => work(merchant),
    (code) => (code === "link_invalid" ? themePage(dataPage({ state: "invalid", merchant }), 404) : undefined),
    () => themePage(dataPage({ state: "trouble", merchant, token }), 500),
  );
}
