import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { orderDaysNamed } from "~/policy/reports";
import { readTrends } from "~/services/reports/readTrends";
import { TrendsView } from "~/ui/admin/reports/TrendsView";

export const meta: MetaFunction = () => [{ title: "Reports | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const before = searchParams.get("after") ?? "";
  return readTrends(
    shopId,
    orderDaysNamed(searchParams.get("days")),
    /^\d{1,9}$/.test(before) ? Number(before) : undefined,
  );
};

export default function Reports() {
  return <TrendsView {...useLoaderData<typeof loader>()} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
