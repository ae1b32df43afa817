import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { boundary } from "@shopify/shopify-app-remix/server";
import { nothingIfNotFound, requireStaff } from "~/authenticate.server";
import { readLiveProgress } from "~/services/campaigns/readProgress";

/** How far a campaign is, and nothing else of it: what its page asks for again and again while it is open. */
export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const id = Number(params.id);
  const live = Number.isInteger(id) && id > 0 && id <= 2_147_483_647;
  return { live: live ? await nothingIfNotFound(() => readLiveProgress(shopId, id, new Date())) : undefined };
};

export const headers: HeadersFunction = (args) => boundary.headers(args);
