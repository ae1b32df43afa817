import type { LoaderFunctionArgs } from "@remix-run/node";
import { readPublicPolicy } from "~/services/publicPolicy/readPolicy";
import { merchantOf, renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { policyPage } from "~/ui/public/policyPage";

/** The merchant's published email marketing policy, on the store's own domain. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return renderSafely(
    async () =>
      themePage(policyPage({ state: "policy", merchant, policy: await readPublicPolicy(shopId, new Date()) })),
    () => undefined,
    () => themePage(policyPage({ state: "trouble", merchant }), 500),
  );
};
