import type { LoaderFunctionArgs } from "@remix-run/node";
import { readPublicPolicy } from "~/services/publicPolicy/readPolicy";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import { renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { policyPage } from "~/ui/public/policyPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** The merchant's published email marketing policy, on the store's own domain. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const merchant = (await readMerchant(shopId).catch(() => null)) ?? NOBODY;
  return renderSafely(
    async () =>
      themePage(policyPage({ state: "policy", merchant, policy: await readPublicPolicy(shopId, new Date()) })),
    () => undefined,
    () => themePage(policyPage({ state: "trouble", merchant }), 500),
  );
};
