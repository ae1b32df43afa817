import path from "node:path";
import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  resolve: { alias: { "~": path.resolve("app") } },
  plugins: [
    remix({
      ignoredRouteFiles: ["**/.*"],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        // Off on purpose: it keeps the route manifest in session storage, which browsers deny to a
        // third-party frame when third-party storage is blocked, and navigation in the admin breaks.
        v3_lazyRouteDiscovery: false,
        v3_singleFetch: true,
      },
    }),
  ],
  // Of five hundred icons the pages show some: taken whole they cost a quarter of a second at each start.
  ssr: { noExternal: ["@shopify/polaris-icons"] },
  build: { assetsInlineLimit: 0 },
});
