import { createHmac } from "node:crypto";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { renderLiquid } from "../../../simulators/shopify/storefront/liquid";
import { app, shop, start, startUpstream } from "./support";

const page = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("the app proxy", () => {
  it("signs what it passes on, and lets a visitor forge none of Shopify's parameters", async () => {
    const upstream = await startUpstream(() => ({ headers: { "content-type": "text/plain" }, body: "ok" }));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    await page(
      `${simulator.storefrontOrigin}/apps/twostage/optout?token=abc&shop=evil.myshopify.com&signature=00&logged_in_customer_id=7`,
    );
    const query = upstream.received[0]?.url.searchParams ?? new URLSearchParams();
    expect(upstream.received[0]?.url.pathname).toBe("/proxy/optout");
    expect(Object.fromEntries(query)).toMatchObject({
      token: "abc",
      shop,
      path_prefix: "/apps/twostage",
      logged_in_customer_id: "",
    });
    const message = [...query]
      .filter(([k]) => k !== "signature")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${k}=${v}`)
      .join("");
    expect(query.getAll("signature")).toEqual([createHmac("sha256", app.apiSecret).update(message).digest("hex")]);
  });

  it("passes no cookie in either direction, but method, body, agent and address", async () => {
    const upstream = await startUpstream(() => ({
      headers: { "set-cookie": "a=b", "x-kept": "1", "content-type": "text/plain" },
      body: "done",
    }));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    const answer = await page(`${simulator.storefrontOrigin}/apps/twostage/optout`, {
      method: "POST",
      headers: { cookie: "session=1", "user-agent": "A browser", "content-type": "application/x-www-form-urlencoded" },
      body: "email=a%40b.example",
    });
    expect([answer.text, answer.headers.get("set-cookie"), answer.headers.get("x-kept")]).toEqual(["done", null, "1"]);
    const [one] = upstream.received;
    expect([one?.method, one?.body, one?.headers["user-agent"], one?.headers.cookie]).toEqual([
      "POST",
      "email=a%40b.example",
      "A browser",
      undefined,
    ]);
    expect(one?.headers["x-forwarded-for"]).toContain("127.0.0.1");
  });

  it("renders Liquid inside the theme, unless the page asks for no layout", async () => {
    const bodies = ["<p>{{ shop.name }}</p>", "{% layout none %}<p>{{ shop.name }}</p>"];
    const upstream = await startUpstream(() => ({
      headers: { "content-type": "application/liquid" },
      body: bodies.shift() ?? "",
    }));
    const simulator = await start({ shop: { name: "Pipe & Co" } });
    simulator.connectApp(upstream.origin);
    const inTheme = await page(`${simulator.storefrontOrigin}/apps/twostage/optout`);
    expect(inTheme.headers.get("content-type")).toMatch("text/html");
    expect(inTheme.text).toMatch(/<header[\s\S]*<p>Pipe & Co<\/p>[\s\S]*<footer/);
    expect((await page(`${simulator.storefrontOrigin}/apps/twostage/optout`)).text).toBe("<p>Pipe & Co</p>");
  });

  it("shows Shopify's page where the app breaks or is away", async () => {
    const upstream = await startUpstream(() => ({ status: 500, body: "secret" }));
    const simulator = await start();
    simulator.connectApp(upstream.origin);
    const broken = await page(`${simulator.storefrontOrigin}/apps/twostage/x`);
    expect(broken.text).toContain("error in the third-party application");
    expect(broken.text).not.toContain("secret");
  });
});

describe("the storefront", () => {
  it("sends the permanent domain to the primary domain", async () => {
    const { apiOrigin, storefrontOrigin } = await start();
    const answer = await page(`${apiOrigin}/apps/twostage/optout?token=1`, { headers: { "x-simulated-host": shop } });
    expect([answer.status, answer.headers.get("location")]).toEqual([
      301,
      `${storefrontOrigin}/apps/twostage/optout?token=1`,
    ]);
    const byHost = await new Promise((resolve) => {
      request(`${storefrontOrigin}/x`, { headers: { host: shop } }, (r) =>
        resolve([r.statusCode, r.headers.location]),
      ).end();
    });
    expect(byHost).toEqual([301, `${storefrontOrigin}/x`]);
  });

  it("shows only the password page while it is closed, the app's pages included", async () => {
    const { storefrontOrigin } = await start({ password: "spares" });
    expect((await page(`${storefrontOrigin}/apps/twostage/optout`)).headers.get("location")).toBe("/password");
    const wrong = await page(`${storefrontOrigin}/password`, {
      method: "POST",
      body: new URLSearchParams({ password: "x" }),
    });
    expect(wrong.text).toContain("Password incorrect");
    const right = await page(`${storefrontOrigin}/password`, {
      method: "POST",
      body: new URLSearchParams({ password: "spares" }),
    });
    const cookie = right.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await page(storefrontOrigin, { headers: { cookie } })).text).toContain("Thornbury Spares");
  });
});

describe("the page with the app's block in the theme", () => {
  it("is there in each language the shop is published in, with the block's own styles", async () => {
    const { storefrontOrigin } = await start();
    const english = await page(`${storefrontOrigin}/pages/emails`);
    const welsh = await page(`${storefrontOrigin}/cy/pages/emails`);
    expect(english.text).toContain("Ask for emails from Thornbury Spares");
    expect(welsh.text).toContain('<html lang="cy">');
    expect(welsh.text).toContain("Gofyn am e-byst gan Thornbury Spares");
    const sheet = /<link href="([^"]+)" rel="stylesheet"/.exec(english.text)?.[1] ?? "";
    const styles = await page(`${storefrontOrigin}${sheet}`);
    expect([styles.status, styles.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(styles.text).toContain(".twostage-signup");
    expect((await page(`${storefrontOrigin}${sheet.replace("signup.css", "other.css")}`)).status).toBe(404);
  });
});

describe("Liquid", () => {
  const objects = { shop: { name: "A <b> & Co" } };
  it.each([
    ["{{ shop.name }}", "A <b> & Co"],
    ["{{ shop.name | escape }}", "A &lt;b&gt; &amp; Co"],
    ["{{ nobody.knows }}", ""],
    ["{% raw %}{{ shop.name }}{% endraw %}!", "{{ shop.name }}!"],
    ["a{% comment %}b{% endcomment %}c", "ac"],
    ["{% include 'x' %}", "Liquid syntax error: Unknown tag 'include'"],
    ["{{ 'x' | shout }}", "Liquid error: Unknown filter 'shout'"],
  ])("renders %s", (template, html) => {
    expect(renderLiquid(template, objects)).toEqual({ html, layout: true });
  });
});
