import "@shopify/shopify-app-remix/adapters/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutToken, sessionToken, signWebhook } from "../../../simulators/shopify/sign";
import { startShopify, type ShopifySimulator } from "../../../simulators/shopify/start";
import { app, shop, startUpstream } from "./support";

// The library that the app speaks to Shopify with must take the simulator for Shopify.

const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
let simulator: ShopifySimulator;
let library: Awaited<ReturnType<typeof load>>;
const sessions = new Map<string, { id: string; shop: string }>();

/** The library keeps the fetch it finds when it is imported, so it comes after the redirect. */
async function load() {
  const { ApiVersion, AppDistribution, shopifyApp } = await import("@shopify/shopify-app-remix/server");
  type Storage = Parameters<typeof shopifyApp>[0]["sessionStorage"];
  const sessionStorage = {
    storeSession: (s: { id: string; shop: string }) => Promise.resolve(Boolean(sessions.set(s.id, s))),
    loadSession: (id: string) => Promise.resolve(sessions.get(id)),
    deleteSession: (id: string) => Promise.resolve(sessions.delete(id)),
    deleteSessions: (ids: string[]) => Promise.resolve(ids.every((id) => sessions.delete(id))),
    findSessionsByShop: (domain: string) => Promise.resolve([...sessions.values()].filter((s) => s.shop === domain)),
  } as unknown as Storage;
  return shopifyApp({
    apiKey: app.apiKey,
    apiSecretKey: app.apiSecret,
    apiVersion: ApiVersion.July26,
    scopes: simulator.settings.scopes,
    appUrl: simulator.appUrl,
    sessionStorage,
    logger: { log: () => Promise.resolve() },
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
}

beforeAll(async () => {
  simulator = await startShopify({ app, accessTokenLife: 3_600 });
  process.env.SIMULATED_SHOPIFY_ORIGIN = simulator.apiOrigin;
  const redirect = new URL("../../../simulators/shopify/redirect.mjs", import.meta.url).href;
  await import(/* @vite-ignore */ redirect);
  library = await load();
});
afterAll(() => simulator.close());

describe("Shopify's own library", () => {
  it("opens the app's frame, exchanges the token and asks the Admin API", async () => {
    const request = new Request(await simulator.frameUrl("/app"), { headers: { "user-agent": agent } });
    const { admin, session } = await library.authenticate.admin(request);
    expect(session).toMatchObject({ shop, isOnline: false, scope: simulator.settings.scopes.join(",") });
    const answer = (await (await admin.graphql("{ shop { name } }")).json()) as { data: unknown };
    expect(answer.data).toEqual({ shop: { name: "Thornbury Spares" } });
  });

  it("refuses a session token signed by another, and asks App Bridge for a new one", async () => {
    const token = await sessionToken({ ...app, apiSecret: "guess", shop });
    const request = new Request(`${simulator.appUrl}/app`, {
      headers: { authorization: `Bearer ${token}`, "user-agent": agent },
    });
    const refusal = (await library.authenticate.admin(request).catch((response: unknown) => response)) as Response;
    expect([refusal.status, refusal.headers.get("x-shopify-retry-invalid-session-request")]).toEqual([401, "1"]);
  });

  it("refreshes an access token that has expired", async () => {
    const [stored] = sessions.values();
    Object.assign(stored ?? {}, { expires: new Date(Date.now() - 1_000) });
    simulator.tokens.expireAccessTokens();
    const { admin } = await library.unauthenticated.admin(shop);
    expect((await admin.graphql("{ shop { id } }")).status).toBe(200);
    expect(simulator.tokens.issued.refresh).toBe(1);
  });

  it("takes a webhook for genuine, and a tampered one not", async () => {
    const body = JSON.stringify({ id: 7, note: "ü" });
    const headers = signWebhook({ topic: "customers/update", shop, body, secret: app.apiSecret });
    const post = (text: string) =>
      library.authenticate.webhook(
        new Request(`${simulator.appUrl}/webhooks`, { method: "POST", body: text, headers }),
      );
    expect(await post(body)).toMatchObject({ topic: "CUSTOMERS_UPDATE", shop, payload: { id: 7 } });
    await expect(post(`${body} `)).rejects.toMatchObject({ status: 401 });
  });

  it("takes a proxied request for signed, and a changed one not", async () => {
    const upstream = await startUpstream(() => ({ headers: { "content-type": "text/plain" } }));
    simulator.connectApp(upstream.origin);
    await fetch(`${simulator.storefrontOrigin}/apps/twostage/optout?token=a%20b%2Bc&token=d`);
    const received = upstream.received[0]?.url.search ?? "";
    const { session } = await library.authenticate.public.appProxy(
      new Request(`${simulator.appUrl}/proxy/optout${received}`),
    );
    expect(session?.shop).toBe(shop);
    const changed = new Request(`${simulator.appUrl}/proxy/optout${received}&more=1`);
    await expect(library.authenticate.public.appProxy(changed)).rejects.toMatchObject({ status: 400 });
  });

  it("takes a checkout's session token", async () => {
    const headers = { authorization: `Bearer ${await checkoutToken({ ...app, shop })}`, "user-agent": agent };
    const request = new Request(`${simulator.appUrl}/api/consent`, { method: "POST", headers });
    const { sessionToken: claims } = await library.authenticate.public.checkout(request);
    expect(claims).toMatchObject({ dest: shop, aud: app.apiKey });
  });
});
