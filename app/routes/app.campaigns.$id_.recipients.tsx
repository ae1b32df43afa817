import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { viewNamed } from "~/policy/reports";
import { findStarted } from "~/services/reports/readReport";
import { listRecipients } from "~/services/reports/listRecipients";
import { NotFound } from "~/ui/admin/NotFound";
import { RecipientsView } from "~/ui/admin/reports/RecipientsView";

export const meta: MetaFunction = () => [{ title: "Who got it | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const campaign = await findStarted(shopId, Number(params.id));
  if (!campaign) return data({ found: null }, { status: 404 });
  const view = viewNamed(searchParams.get("view"));
  const page = await listRecipients(shopId, campaign.id, { view, after: searchParams.get("after") ?? "" });
  return data({ found: { campaign, view, page } });
};

/** Looks one person up, by POST: an address is kept out of the addresses of pages. */
export const action = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const campaign = await findStarted(shopId, Number(params.id));
  if (!campaign) return data({ looked: null }, { status: 404 });
  const address = (await request.formData()).get("address");
  if (typeof address !== "string") return data({ looked: null }, { status: 400 });
  return data({ looked: await listRecipients(shopId, campaign.id, { view: "all", address: address.slice(0, 400) }) });
};

export default function Recipients() {
  const { found } = useLoaderData<typeof loader>();
  if (!found) return <NotFound what="Campaign" list={{ label: "Campaigns", url: "/app/campaigns" }} />;
  return <RecipientsView {...found} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
