import { beforeAll, describe, expect, it } from "vitest";
import { openLink, pressButton, USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { checkoutToken } from "../simulators/shopify/sign";
import { isListed, useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const WITHIN_MS = 30_000;

async function verificationLink(email: string): Promise<string> {
  const mail = await until(WITHIN_MS, () => ({ rows: shop.world.sendgrid.sentTo(email).slice(0, 1) }));
  return /https?:\/\/\S+\/apps\/twostage\/confirm\?token=[\w-]+/.exec(mail.text ?? "")?.[0] ?? "";
}
async function confirmedEvents(): Promise<number> {
  const { rows } = await shop.world.database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM consent_event WHERE kind = 'confirmed'",
  );
  return rows[0]?.n ?? 0;
}

describe("a tick at the checkout", () => {
  let url = "";
  beforeAll(async () => {
    await shop.world.shopify.placeOrder({ email: "tick@shopper.example", name: "Tess Tick", consent: true });
    url = await verificationLink("tick@shopper.example");
  });

  it("sends one verification mail without marketing", () => {
    const [mail, ...more] = shop.world.sendgrid.sentTo("tick@shopper.example");
    expect(more).toEqual([]);
    expect(mail?.headers["List-Unsubscribe"]).toBeUndefined();
    expect(mail?.html).not.toMatch(/<img|offer of|% off|sale/i);
  });

  it.each(["GET", "HEAD"])("is not confirmed by %s, however often", async (method) => {
    for (let time = 0; time < 3; time++) {
      const response = await fetch(url, { method, headers: { "user-agent": USER_AGENT } });
      expect(response.status).toBe(200);
    }
    expect(await confirmedEvents()).toBe(0);
  });

  it("is confirmed once by pressed buttons, however many at once", async () => {
    const page = await openLink(url);
    const presses = await Promise.all(
      Array.from({ length: 20 }, () => pressButton({ url, html: page.html }, "/apps/twostage/confirm/")),
    );
    expect(presses.every(({ status }) => status === 200)).toBe(true);
    expect(await confirmedEvents()).toBe(1);
    expect((await openLink(url)).html).toContain("You have already said yes");
  });

  it("with a link that was altered confirms nothing and says so", async () => {
    const page = await openLink(`${url.slice(0, -2)}xx`);
    expect(page.status).toBe(404);
    expect(page.html).toContain("We do not know this link");
  });
});

describe("an order without a tick", () => {
  it("asks nothing and gets no mail", async () => {
    await shop.world.shopify.placeOrder({ email: "plain@shopper.example", name: "Pat Plain" });
    await until(WITHIN_MS, () =>
      shop.world.database.query("SELECT 1 FROM contact WHERE email = 'plain@shopper.example'"),
    );
    await shop.world.shopify.webhooks.settled();
    const { rows } = await shop.world.database.query(
      "SELECT 1 FROM consent_request WHERE email = 'plain@shopper.example'",
    );
    expect(rows).toHaveLength(0);
    expect(shop.world.sendgrid.sentTo("plain@shopper.example")).toHaveLength(0);
  });
});

describe("the thank-you page's address", () => {
  let orderId = "";
  let wording = { wordingVersion: "", wording: "", locale: "" };
  beforeAll(async () => {
    orderId = (await shop.world.shopify.placeOrder({ email: "thanks@shopper.example", name: "Theo Thanks" })).order.id;
    const { rows } = await shop.world.database.query<{ version: number; text: string; locale: string }>(
      "SELECT version, text, locale FROM consent_wording",
    );
    const [current] = rows;
    wording = { wordingVersion: String(current?.version), wording: current?.text ?? "", locale: current?.locale ?? "" };
  });
  const post = async (body: object | string, token?: string) => {
    const { settings, appUrl } = shop.world.shopify;
    const bearer = token ?? (await checkoutToken({ ...settings.app, shop: settings.shop.domain }));
    return fetch(`${appUrl}/api/consent`, {
      method: "POST",
      headers: {
        "user-agent": USER_AGENT,
        "content-type": "application/json",
        origin: "https://extensions.shopifycdn.com",
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  };

  it("answers the browser's preflight", async () => {
    const response = await fetch(`${shop.world.shopify.appUrl}/api/consent`, {
      method: "OPTIONS",
      headers: {
        "user-agent": USER_AGENT,
        origin: "https://extensions.shopifycdn.com",
        "access-control-request-method": "POST",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("sends the verification mail to the order's address, whatever else the page says", async () => {
    const response = await post({ orderId, ...wording, email: "somebody.else@shopper.example" });
    expect(response.status).toBe(202);
    expect(await verificationLink("thanks@shopper.example")).toContain("/apps/twostage/confirm?token=");
    expect(shop.world.sendgrid.sentTo("somebody.else@shopper.example")).toHaveLength(0);
  });

  it("asks once, however often it is pressed", async () => {
    await post({ orderId, ...wording });
    const { rows } = await shop.world.database.query(
      "SELECT 1 FROM consent_request WHERE email = 'thanks@shopper.example'",
    );
    expect(rows).toHaveLength(1);
  });

  it.each([
    ["no token", () => Promise.resolve("")],
    [
      "a token of another secret",
      () =>
        checkoutToken({
          ...shop.world.shopify.settings.app,
          apiSecret: "other",
          shop: shop.world.shopify.settings.shop.domain,
        }),
    ],
    [
      "a token for another app",
      () =>
        checkoutToken({
          ...shop.world.shopify.settings.app,
          shop: shop.world.shopify.settings.shop.domain,
          forge: { aud: "other" },
        }),
    ],
    [
      "a token that has run out",
      () =>
        checkoutToken({
          ...shop.world.shopify.settings.app,
          shop: shop.world.shopify.settings.shop.domain,
          forge: { exp: 1_700_000_000 },
        }),
    ],
  ])("refuses %s", async (_name, token) => {
    expect((await post({ orderId, ...wording }, await token())).status).toBe(401);
  });

  it.each([
    ["an order the shop does not have", () => ({ orderId: "gid://shopify/Order/999999999", ...wording }), 404],
    ["words that were never published", () => ({ orderId, ...wording, wording: "Yes to everything" }), 422],
    ["an id that is none", () => ({ orderId: "1", ...wording }), 422],
    ["a body that is not JSON", () => "nonsense", 422],
  ])("refuses %s", async (_name, body, status) => {
    expect((await post(body())).status).toBe(status);
  });
});

describe("an excluded address", () => {
  it("gets no verification mail, and the page answers the same", async () => {
    await shop.staff.submit("/app/exclusions", {
      intent: "exclude",
      email: "never@shopper.example",
      note: "asked on the telephone",
    });
    expect(await isListed(shop, "never@shopper.example")).toBe(true);
    await shop.world.shopify.placeOrder({ email: "Never+x@shopper.example", name: "Nia Never", consent: true });
    await shop.world.shopify.placeOrder({ email: "later@shopper.example", name: "Lars Later", consent: true });
    await verificationLink("later@shopper.example");
    expect(shop.world.sendgrid.sentTo("never+x@shopper.example")).toHaveLength(0);
  });
});
