import {
  data,
  type HeadersFunction,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { nothingIfNotFound, requireStaff } from "~/authenticate.server";
import { readSignedAssessment } from "~/services/shops/readAssessment";
import printStyles from "~/ui/admin/assessment/print.css?url";
import { PrintedAssessment } from "~/ui/admin/assessment/PrintedAssessment";
import { NotFound } from "~/ui/admin/NotFound";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: printStyles }];

export const meta: MetaFunction = () => [{ title: "Legitimate-interests assessment | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const signed = await nothingIfNotFound(() => readSignedAssessment(shopId, Number(params.version)));
  return data({ signed: signed ?? null }, { status: signed ? 200 : 404 });
};

export default function Printed() {
  const { signed } = useLoaderData<typeof loader>();
  if (!signed) return <NotFound what="Version" list={{ label: "Assessment", url: "/app/assessment" }} />;
  return <PrintedAssessment signed={signed} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
