import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";

export default function Root() {
  return (
    <Document>
      <Outlet />
      <Scripts />
    </Document>
  );
}

/** What is shown when a page outside the admin cannot be: plain, without a script, and without what went wrong inside. */
export function ErrorBoundary() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Document>
      <main style={{ maxWidth: "36rem", margin: "15vh auto", padding: "0 1rem", font: "1rem/1.5 sans-serif" }}>
        <h1>{missing ? "There is no such page" : "Something went wrong here"}</h1>
        <p>
          {missing
            ? "The address may have been mistyped. Open Twostage from the admin of your store."
            : "The fault is ours, not yours. Please wait a minute and try again; nothing you have saved is lost."}
        </p>
      </main>
    </Document>
  );
}

function Document({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en-GB">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <link rel="preconnect" href="https://cdn.shopify.com/" />
        <link rel="stylesheet" href="https://cdn.shopify.com/static/fonts/inter/v4/styles.css" />
        <Meta />
        <Links />
      </head>
      <body>{children}</body>
    </html>
  );
}
