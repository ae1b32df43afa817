import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { askByLink, readDataLink } from "~/services/privacy/askByLink";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import { renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { DATA_FIELDS, dataPage } from "~/ui/public/dataPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** The page a mail's link leads to: it renders what can be asked, and changes nothing, whoever opens it. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  return answer(shopId, token, async (merchant) => {
    const state = await readDataLink(shopId, token);
    return themePage(dataPage(state === "test" ? { state, merchant } : { state: "ask", merchant, token }));
  });
};

/** A pressed button: opens the request, for staff to fulfil. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const form = await request.formData();
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
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
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  return renderSafely(
    () => work(merchant ?? NOBODY),
    (code) => (code === "link_invalid" ? themePage(dataPage({ state: "invalid", merchant }), 404) : undefined),
    () => themePage(dataPage({ state: "trouble", merchant, token }), 500),
  );
}
