import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Link, Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireStaff } from "~/authenticate.server";
import { env } from "~/lib/env";
import { ActsUnderWay } from "~/ui/admin/actsUnderWay";
import { useScrollToPlace } from "~/ui/admin/useScrollToPlace";
import { loadShopState } from "~/services/shops/setUp";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: polarisStyles }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { shop } = await loadShopState(shopId, new Date());
  return { apiKey: env().SHOPIFY_API_KEY, timezone: shop.timezone };
};

/** Read once a visit: neither changes while somebody works, and a failing look at them would take the page with what is written on it. */
export const shouldRevalidate = () => false;

export default function AppLayout() {
  const { apiKey } = useLoaderData<typeof loader>();
  useScrollToPlace();
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey}>
      <NavMenu>
        <Link to="/app" rel="home">
          Home
        </Link>
        <Link to="/app/customers">Customers</Link>
        <Link to="/app/review">Review</Link>
        <Link to="/app/prospects">Prospects</Link>
        <Link to="/app/campaigns">Campaigns</Link>
        <Link to="/app/audiences">Audiences</Link>
        <Link to="/app/reports">Reports</Link>
        <Link to="/app/feedback">Feedback</Link>
        <Link to="/app/exclusions">Exclusion list</Link>
        <Link to="/app/register">Legal basis</Link>
        <Link to="/app/assessment">Assessment</Link>
        <Link to="/app/policy">Published policy</Link>
        <Link to="/app/wording">Consent wording</Link>
        <Link to="/app/privacy">Privacy</Link>
        <Link to="/app/audit">Audit</Link>
        <Link to="/app/settings">Settings</Link>
      </NavMenu>
      <ActsUnderWay />
      <main>
        <Outlet />
      </main>
    </AppProvider>
  );
}

export function ErrorBoundary() {
  return boundary.error(useRouteError());
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
