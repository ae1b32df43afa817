import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { orderDaysNamed } from "~/policy/reports";
import { readReport } from "~/services/reports/readReport";
import { readTimeline } from "~/services/reports/readTimeline";
import { NotFound } from "~/ui/admin/NotFound";
import { ReportView } from "~/ui/admin/reports/ReportView";

export const meta: MetaFunction = () => [{ title: "Report | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const days = orderDaysNamed(new URL(request.url).searchParams.get("days"));
  const report = await readReport(shopId, Number(params.id), days);
  if (!report) return data({ found: null }, { status: 404 });
  return data({
    found: { report, timeline: await readTimeline(shopId, report.campaign.id, report.campaign.startedAt) },
  });
};

export default function Report() {
  const { found } = useLoaderData<typeof loader>();
  if (!found) return <NotFound what="Report" list={{ label: "Campaigns", url: "/app/campaigns" }} />;
  return <ReportView {...found} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
