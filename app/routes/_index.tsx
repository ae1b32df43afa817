import { redirect, type LoaderFunctionArgs } from "@remix-run/node";

/** Shopify opens the app at its root; everything it shows is below /app. */
export const loader = ({ request }: LoaderFunctionArgs) => {
  const { search, searchParams } = new URL(request.url);
  if (searchParams.has("shop")) throw redirect(`/app${search}`);
  return new Response("Twostage is an app for Shopify. Open it from the admin of your store.\n", {
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
};
