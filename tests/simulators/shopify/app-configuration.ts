import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

const file = z.object({
  name: z.string(),
  application_url: z.url(),
  access_scopes: z.object({ scopes: z.string() }),
  app_proxy: z.object({ url: z.url(), prefix: z.string(), subpath: z.string() }),
  webhooks: z.object({
    subscriptions: z.array(
      z.object({
        topics: z.array(z.string()).default([]),
        compliance_topics: z.array(z.string()).default([]),
        uri: z.string(),
        // Of Shopify's search syntax, what this app uses: a field of the payload that must have a value.
        filter: z
          .string()
          .regex(/^\w+:\w+$/)
          .optional(),
      }),
    ),
  }),
});

/** What Shopify knows of an app from its `shopify.app.toml`. Addresses are kept as paths: the origin is the local one. */
export interface AppConfiguration {
  name: string;
  /** Path of the application URL, which the admin opens first. */
  path: string;
  scopes: string[];
  proxy: {
    /** On the storefront: `/apps/twostage` */
    prefix: string;
    /** In the app: `/proxy` */
    target: string;
  };
  /** Path of the app by webhook topic it is subscribed to. */
  webhooks: ReadonlyMap<string, string>;
  /** By topic, the filter that a payload must pass to be sent: `kind:refund`. */
  webhookFilters: ReadonlyMap<string, string>;
}

/** @throws where the file is missing or lacks what an embedded app with webhooks and a proxy needs. */
export function readAppConfiguration(path: string | URL): AppConfiguration {
  const { name, application_url, access_scopes, app_proxy, webhooks } = file.parse(parse(readFileSync(path, "utf8")));
  const scopes = access_scopes.scopes.split(",").map((s) => s.trim());
  if (!scopes.includes("write_app_proxy"))
    throw new Error("Configuring an app proxy requires the write_app_proxy access scope.");
  return {
    name,
    path: new URL(application_url).pathname,
    scopes,
    proxy: {
      prefix: `/${app_proxy.prefix}/${app_proxy.subpath}`,
      target: new URL(app_proxy.url).pathname.replace(/\/$/, ""),
    },
    webhooks: new Map(
      webhooks.subscriptions.flatMap((s) =>
        [...s.topics, ...s.compliance_topics].map((topic): [string, string] => [topic, s.uri]),
      ),
    ),
    webhookFilters: new Map(
      webhooks.subscriptions.flatMap(({ topics, filter }) =>
        filter ? topics.map((topic): [string, string] => [topic, filter]) : [],
      ),
    ),
  };
}
