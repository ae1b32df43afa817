import type { JWTPayload } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { openLink, pressButton, USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { checkoutToken, sessionToken } from "../simulators/shopify/sign";
import { isListed, useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const WITHIN_MS = 30_000;
const ORIGIN = "https://extensions.shopifycdn.com";

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

/** Asks an address of the app as the extension does. */
async function ask(path: string, token: string, body?: object | string): Promise<Answer> {
  const response = await fetch(`${shop.world.shopify.appUrl}${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
    headers: {
      "user-agent": USER_AGENT,
      "content-type": "application/json",
      origin: ORIGIN,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    json: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    headers: response.headers,
  };
}

/** A token as Shopify signs it for a page, of a customer who is logged in or of nobody. */
const tokenOf = (customerId?: string, forge: JWTPayload = {}, over: { apiSecret?: string } = {}) => {
  const { app, shop: profile } = shop.world.shopify.settings;
  return checkoutToken({ ...app, ...over, shop: profile.domain, ...(customerId ? { customerId } : {}), forge });
};

async function wording(): Promise<{ wordingVersion: string; wording: string; locale: string }> {
  const { rows } = await shop.world.database.query<{ version: number; text: string; locale: string }>(
    "SELECT version, text, locale FROM consent_wording WHERE locale = 'en' ORDER BY version DESC LIMIT 1",
  );
  return { wordingVersion: String(rows[0]?.version), wording: rows[0]?.text ?? "", locale: rows[0]?.locale ?? "" };
}

const order = async (email: string) => {
  const placed = await shop.world.shopify.placeOrder({ email, name: "Sam Sample" });
  return { orderId: placed.order.id, customerId: placed.customer.id };
};

const requestsOf = async (email: string) =>
  (
    await shop.world.database.query<{ surface: string; stated_form: string | null; locale: string }>(
      "SELECT surface, stated_form, locale FROM consent_request WHERE email = $1 ORDER BY id",
      [email],
    )
  ).rows;

async function confirmByMail(email: string): Promise<void> {
  const mail = await until(WITHIN_MS, () => ({ rows: shop.world.sendgrid.sentTo(email).slice(0, 1) }));
  const url = /https?:\/\/\S+\/apps\/twostage\/confirm\?token=[\w-]+/.exec(mail.text ?? "")?.[0] ?? "";
  const page = await openLink(url);
  await pressButton({ url, html: page.html }, "/apps/twostage/confirm/");
}

const FORGED: readonly (readonly [string, () => Promise<string>])[] = [
  ["no token", () => Promise.resolve("")],
  ["a token that is none", () => Promise.resolve("abc.def.ghi")],
  ["a token of another secret", () => tokenOf("gid://shopify/Customer/1", {}, { apiSecret: "another-secret" })],
  ["a token for another app", () => tokenOf("gid://shopify/Customer/1", { aud: "another-app" })],
  ["a token that has run out", () => tokenOf("gid://shopify/Customer/1", { exp: 1_700_000_000 })],
  ["a token that is not valid yet", () => tokenOf("gid://shopify/Customer/1", { nbf: Math.floor(Date.now() / 1000) + 600 })],
  ["a token of staff in the admin", () => sessionToken({ ...shop.world.shopify.settings.app, shop: shop.world.shopify.settings.shop.domain })],
]; // prettier-ignore

describe("a tick on an order's own page", () => {
  it("asks with the order's address, and holds what the person says to buy as", async () => {
    const email = "status@shopper.example";
    const { orderId } = await order(email);
    const answer = await ask("/api/consent", await tokenOf(), {
      surface: "order_status",
      orderId,
      statedForm: "Sole trader",
      ...(await wording()),
      email: "somebody.else@shopper.example",
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await requestsOf(email)).toEqual([{ surface: "order_status", stated_form: "Sole trader", locale: "en" }]);
    expect(await requestsOf("somebody.else@shopper.example")).toEqual([]);
  });

  it("asks once, however often it is pressed, and once more where it was asked on the thank-you page", async () => {
    const email = "twice@shopper.example";
    const { orderId } = await order(email);
    const words = await wording();
    for (const surface of ["thank_you", "order_status", "order_status", "thank_you"])
      expect((await ask("/api/consent", await tokenOf(), { surface, orderId, ...words })).status).toBe(202);
    expect((await requestsOf(email)).map(({ surface }) => surface)).toEqual(["thank_you", "order_status"]);
  });

  it("is taken of the customer who is logged in, for their own order only", async () => {
    const mine = await order("mine@shopper.example");
    const theirs = await order("theirs@shopper.example");
    const words = await wording();
    const token = await tokenOf(mine.customerId);
    const tick = (orderId: string) => ask("/api/consent", token, { surface: "order_status", orderId, ...words });
    expect(await tick(theirs.orderId)).toMatchObject({ status: 404, json: { problem: "not_found" } });
    expect((await tick(mine.orderId)).status).toBe(202);
    expect(await requestsOf("theirs@shopper.example")).toEqual([]);
  });

  it.each([
    ["a form nobody is asked for", { statedForm: "Emperor" }, 422],
    ["a form in other letters", { statedForm: "sole trader" }, 422],
    ["a page there is none of", { surface: "checkout" }, 422],
    ["words that were never published", { wording: "Yes to everything" }, 422],
    ["a version that is another's", { wordingVersion: "99" }, 422],
    ["an order the shop does not have", { orderId: "gid://shopify/Order/999999999" }, 404],
    ["an order that is none", { orderId: "gid://shopify/Customer/1" }, 422],
  ])("is refused with %s", async (_what, over, status) => {
    const { orderId } = await order("refused@shopper.example");
    const body = { surface: "order_status", orderId, ...(await wording()), ...over };
    expect((await ask("/api/consent", await tokenOf(), body)).status).toBe(status);
    expect(await requestsOf("refused@shopper.example")).toEqual([]);
  });

  it.each(FORGED)("is refused with %s", async (_what, token) => {
    const { orderId } = await order("forged@shopper.example");
    const body = { surface: "order_status", orderId, ...(await wording()) };
    expect((await ask("/api/consent", await token(), body)).status).toBe(401);
    expect(await requestsOf("forged@shopper.example")).toEqual([]);
  });

  it("with a token of another shop finds no such shop, and asks nothing here", async () => {
    const { orderId } = await order("other-shop@shopper.example");
    const body = { surface: "order_status", orderId, ...(await wording()) };
    const token = await tokenOf(undefined, { dest: "another-shop.myshopify.com" });
    expect((await ask("/api/consent", token, body)).status).toBe(404);
    expect(await requestsOf("other-shop@shopper.example")).toEqual([]);
  });

  it("is answered the same for an excluded address as for any other, which gets no mail", async () => {
    await shop.staff.submit("/app/exclusions", {
      intent: "exclude",
      email: "never@shopper.example",
      note: "asked by phone",
    });
    const words = await wording();
    const answers = await Promise.all(
      ["never@shopper.example", "ever@shopper.example"].map(async (email) => {
        const { orderId } = await order(email);
        const { status, json } = await ask("/api/consent", await tokenOf(), {
          surface: "order_status",
          orderId,
          ...words,
        });
        return { status, json };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    await until(WITHIN_MS, () => ({ rows: [...shop.world.sendgrid.sentTo("ever@shopper.example")] }));
    expect(shop.world.sendgrid.sentTo("never@shopper.example")).toEqual([]);
  });
});

describe("a tick at the checkout", () => {
  it("carries what the shopper says to buy as to the order, and an answer that nobody offered makes it no tick", async () => {
    const words = await wording();
    const place = (email: string, statedForm: string) =>
      shop.world.shopify.placeOrder({ email, name: "Cara Cart", consent: { ...words, statedForm } });
    await place("emperor@shopper.example", "Emperor");
    await place("said@shopper.example", "Limited company");
    await until(WITHIN_MS, async () => ({ rows: await requestsOf("said@shopper.example") }));
    expect(await requestsOf("said@shopper.example")).toEqual([
      { surface: "checkout", stated_form: "Limited company", locale: "en" },
    ]);
    await shop.world.shopify.webhooks.settled();
    expect(await requestsOf("emperor@shopper.example")).toEqual([]);
  });
});

describe("the profile page of a customer account", () => {
  const EMAIL = "holder@shopper.example";
  let holder = "";
  let stranger = "";
  beforeAll(async () => {
    holder = (await order(EMAIL)).customerId;
    stranger = (await order("stranger@shopper.example")).customerId;
  });
  const look = async (customerId: string) => ask("/api/account", await tokenOf(customerId));

  it("goes from asking to confirmed to stopped, each shown to its holder and to nobody else", async () => {
    expect(await look(holder)).toMatchObject({ status: 200, json: { standing: "none", since: null } });
    const asked = await ask("/api/account", await tokenOf(holder), {
      intent: "request",
      ...(await wording()),
      statedForm: "Private person",
      email: "stranger@shopper.example",
      customerId: stranger,
    });
    expect(asked).toMatchObject({ status: 200, json: { standing: "asked" } });
    expect(asked.headers.get("cache-control")).toBe("no-store");
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(await requestsOf(EMAIL)).toEqual([{ surface: "account", stated_form: "Private person", locale: "en" }]);
    await confirmByMail(EMAIL);
    expect((await look(holder)).json).toMatchObject({ standing: "confirmed" });
    expect((await look(stranger)).json).toMatchObject({ standing: "none" });

    const stopped = await ask("/api/account", await tokenOf(holder), { intent: "withdraw" });
    expect(stopped.json).toMatchObject({ standing: "stopped", contact: "office@thornburyspares.example" });
    expect(await isListed(shop, EMAIL)).toBe(true);
    const { rows } = await shop.world.database.query(
      "SELECT source, actor FROM exclusion_event WHERE key = (SELECT key FROM exclusion WHERE email = $1)",
      [EMAIL],
    );
    expect(rows).toEqual([{ source: "account", actor: null }]);
    expect((await look(stranger)).json).toMatchObject({ standing: "none" });
  });

  it("mails no link to whoever is stopped, whatever they press", async () => {
    const before = shop.world.sendgrid.sentTo(EMAIL).length;
    const again = await ask("/api/account", await tokenOf(holder), { intent: "request", ...(await wording()) });
    expect(again.json).toMatchObject({ standing: "stopped" });
    expect(await requestsOf(EMAIL)).toHaveLength(1);
    expect(shop.world.sendgrid.sentTo(EMAIL)).toHaveLength(before);
  });

  it("asks once while a link is waiting to be pressed", async () => {
    const { customerId } = await order("patient@shopper.example");
    for (let time = 0; time < 3; time++)
      expect(
        (await ask("/api/account", await tokenOf(customerId), { intent: "request", ...(await wording()) })).json,
      ).toMatchObject({ standing: "asked" });
    expect(await requestsOf("patient@shopper.example")).toHaveLength(1);
  });

  it.each([...FORGED, ["a token of a page on which nobody is logged in", () => tokenOf()] as const])(
    "tells and does nothing with %s",
    async (_what, token) => {
      expect((await ask("/api/account", await token())).status).toBe(401);
      expect((await ask("/api/account", await token(), { intent: "withdraw" })).status).toBe(401);
      expect(await isListed(shop, "stranger@shopper.example")).toBe(false);
    },
  );

  it.each([
    ["a number of nobody's", "gid://shopify/Customer/999999999"],
    ["the number alone", "12345"],
    ["another kind of thing", "gid://shopify/Order/1"],
  ])("knows nobody by %s", async (_what, sub) => {
    const answer = await ask("/api/account", await tokenOf(sub));
    expect(answer.status).toBeGreaterThanOrEqual(401);
    expect(answer.status).toBeLessThanOrEqual(404);
    expect(answer.json.standing).toBeUndefined();
  });

  it("of another shop finds no such shop", async () => {
    const token = await tokenOf(holder, { dest: "another-shop.myshopify.com" });
    expect((await ask("/api/account", token)).status).toBe(404);
  });

  it.each([
    ["an intent there is none of", { intent: "subscribe" }],
    ["words that were never published", { intent: "request", wordingVersion: "1", wording: "All", locale: "en" }],
    ["no words", { intent: "request" }],
    ["a form nobody is asked for", { intent: "request", statedForm: "Emperor" }],
    ["a body that is not JSON", "nonsense"],
  ])("refuses %s", async (_what, body) => {
    const full = typeof body === "object" && "statedForm" in body ? { ...(await wording()), ...body } : body;
    expect((await ask("/api/account", await tokenOf(stranger), full)).status).toBe(422);
    expect(await requestsOf("stranger@shopper.example")).toEqual([]);
  });

  it("answers the browser's preflight", async () => {
    const response = await fetch(`${shop.world.shopify.appUrl}/api/account`, {
      method: "OPTIONS",
      headers: {
        "user-agent": USER_AGENT,
        origin: ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
  });

  it("logs no address and no token", () => {
    expect(shop.log()).not.toMatch(/@shopper\.example|eyJ[\w-]{10}/);
  });
});
