import { createHmac } from "node:crypto";
import { createServer, request } from "node:http";
import { describe, expect, it } from "vitest";
import { rewriteBody, rewritePolicy } from "../../../simulators/shopify/app-origin/rewrite";
import { app, listenUntilTestEnds, shop, start, startUpstream } from "./support";

const origins = { admin: "http://localhost:1", storefront: "http://localhost:2" };

describe("the app's public origin", () => {
  it("puts the local App Bridge and admin in the place of Shopify's, in pages only", async () => {
    const body = '<script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>';
    const policy = `frame-ancestors https://${shop} https://admin.shopify.com;`;
    const upstream = await startUpstream(({ url }) => ({
      headers: {
        "content-type": url.pathname === "/data" ? "application/json" : "text/html",
        "content-security-policy": policy,
      },
      body,
    }));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    const html = await fetch(`${simulator.appUrl}/app`);
    expect(html.headers.get("content-security-policy")).toBe(
      `frame-ancestors https://${shop} https://admin.shopify.com ${simulator.adminOrigin};`,
    );
    expect(await html.text()).toBe(`<script src="${simulator.adminOrigin}/app-bridge.js"></script>`);
    expect(await (await fetch(`${simulator.appUrl}/data`)).text()).toBe(body);
    expect(upstream.received[0]?.headers.host).toBe(new URL(simulator.appUrl).host);
  });

  it("shows the app the origin of Shopify's extensions for a request from the checkout", async () => {
    const upstream = await startUpstream(({ headers }) => ({
      headers: { "access-control-allow-origin": headers.origin ?? "" },
    }));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    const answer = await fetch(`${simulator.appUrl}/api/consent`, {
      method: "POST",
      headers: { origin: simulator.storefrontOrigin },
    });
    expect(upstream.received[0]?.headers.origin).toBe("https://extensions.shopifycdn.com");
    expect(answer.headers.get("access-control-allow-origin")).toBe(simulator.storefrontOrigin);
  });

  it("passes a stream on as it comes", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: first\n\n");
    });
    const simulator = await start();
    simulator.connectApp(await listenUntilTestEnds(server));
    const answer = await fetch(`${simulator.appUrl}/progress`);
    const first = await answer.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toBe("data: first\n\n");
  });

  it("passes a websocket's handshake and bytes in both directions", async () => {
    const server = createServer();
    server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
      socket.on("data", (bytes: Buffer) => socket.write(`echo ${bytes.toString()}`));
    });
    const simulator = await start();
    simulator.connectApp(await listenUntilTestEnds(server));
    const echoed = await new Promise((resolve, reject) => {
      const client = request(simulator.appUrl, { headers: { connection: "Upgrade", upgrade: "websocket" } });
      client.on("error", reject).on("upgrade", (_answer, socket) => {
        socket.once("data", (bytes: Buffer) => {
          resolve(bytes.toString());
          socket.destroy();
        });
        socket.write("hello");
      });
      client.end();
    });
    expect(echoed).toBe("echo hello");
  });

  it("answers 502 while no app is connected", async () => {
    expect((await fetch((await start()).appUrl)).status).toBe(502);
  });

  it("does not open a policy that lets nobody frame the app", () => {
    expect(rewritePolicy("frame-ancestors 'none'", origins)).toBe("frame-ancestors 'none'");
    expect(rewritePolicy("script-src 'self' https://cdn.shopify.com; img-src *", origins)).toBe(
      "script-src 'self' https://cdn.shopify.com http://localhost:1; img-src *",
    );
  });

  it("leaves other addresses on Shopify's CDN alone", () => {
    expect(rewriteBody("https://cdn.shopify.com/static/fonts/inter/v4/styles.css", origins)).toBe(
      "http://localhost:1/fonts.css",
    );
    expect(rewriteBody("https://cdn.shopify.com/x.png", origins)).toBe("https://cdn.shopify.com/x.png");
  });
});

describe("the admin", () => {
  it("frames the app with the parameters and the signature that Shopify gives", async () => {
    const simulator = await start({ staff: { id: "777", name: "Sam Lee" } });
    const page = await (await fetch(`${simulator.adminAppUrl}/app/customers?form=unknown`)).text();
    const source = /<iframe[^>]* src="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const url = new URL(source);
    expect(url.origin + url.pathname).toBe(`${simulator.appUrl}/app/customers`);
    const query = url.searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ embedded: "1", shop, locale: "en", form: "unknown" });
    expect(Buffer.from(query.get("host") ?? "", "base64").toString()).toBe("admin.shopify.com/store/thornbury-spares");
    const message = [...query]
      .filter(([k]) => k !== "hmac")
      .map(([k, v]) => `${k}=${encodeURIComponent(v)}`)
      .sort()
      .join("&");
    expect(query.get("hmac")).toBe(createHmac("sha256", app.apiSecret).update(message).digest("hex"));
    const claims = JSON.parse(
      Buffer.from(query.get("id_token")?.split(".")[1] ?? "", "base64url").toString(),
    ) as object;
    expect(claims).toMatchObject({
      sub: "777",
      aud: app.apiKey,
      dest: `https://${shop}`,
      iss: `https://${shop}/admin`,
    });
    expect(page).toContain("Sam Lee");
  });

  it("opens the application's start page at the bare address", async () => {
    const simulator = await start({ app: { ...app, path: "/start" } });
    expect(await (await fetch(simulator.adminAppUrl)).text()).toContain(`src="${simulator.appUrl}/start?`);
  });

  it("gives a session token only to its own page", async () => {
    const simulator = await start();
    const ask = (origin: string) =>
      fetch(`${simulator.adminAppUrl}/__session-token`, { method: "POST", headers: { origin } });
    expect((await ask(simulator.appUrl)).status).toBe(403);
    expect((await ask(simulator.adminOrigin)).status).toBe(200);
  });

  it("knows no other store", async () => {
    expect((await fetch(`${(await start()).adminOrigin}/store/another/apps/twostage`)).status).toBe(404);
  });
});
