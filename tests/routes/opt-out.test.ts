import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLink, pressButton, USER_AGENT } from "../simulators/demo/browser-like";
import { signProxy } from "../simulators/shopify/sign";
import { isListed, mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop();
let mails: MailLinks[] = [];
const take = () => {
  const mail = mails.shift();
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};

beforeAll(async () => {
  mails = mailsOf(shop, await sendCampaign(shop));
});

/** A request as Shopify's proxy makes it, with the parameters given. */
function proxied(path: string, parameters: Record<string, string>, init: RequestInit & { signature?: string } = {}) {
  const { settings, appUrl } = shop.world.shopify;
  const { signature, ...request } = init;
  const query = signProxy(parameters, settings.app.apiSecret, signature === undefined ? {} : { signature });
  return fetch(`${appUrl}/proxy/${path}?${query}`, {
    redirect: "manual",
    ...request,
    headers: { "user-agent": USER_AGENT, ...request.headers },
  });
}
const parameters = (token: string, forge: Record<string, string> = {}) => ({
  shop: shop.world.shopify.settings.shop.domain,
  path_prefix: "/apps/twostage",
  timestamp: String(Math.floor(Date.now() / 1000)),
  logged_in_customer_id: "",
  token,
  ...forge,
});

describe("the opt-out link on the storefront", () => {
  it("excludes before the page is rendered", async () => {
    const mail = take();
    const page = await openLink(mail.optOutUrl);
    expect(page.status).toBe(200);
    expect(page.html).toContain("You have opted out");
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it.each([
    ["HEAD", { method: "HEAD" }],
    ["a prefetch that says Sec-Purpose", { headers: { "sec-purpose": "prefetch;prerender" } }],
    ["OPTIONS", { method: "OPTIONS" }],
    ["a prefetch that says Sec-Purpose alone", { headers: { "sec-purpose": "prefetch" } }],
    ["a prefetch that says Purpose", { headers: { purpose: "prefetch" } }],
    ["a preview that says Purpose", { headers: { purpose: "preview" } }],
    ["a prefetch that says X-Moz", { headers: { "x-moz": "prefetch" } }],
  ])("is not acted on by %s", async (_name, init: RequestInit) => {
    const mail = take();
    const response = await proxied("optout", parameters(mail.token), init);
    expect(response.status).toBe(200);
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it.each(["PUT", "PATCH", "DELETE"])("refuses %s, and changes nothing", async (method) => {
    const mail = take();
    const response = await proxied("optout", parameters(mail.token), {
      method,
      body: new URLSearchParams({ token: mail.token, intent: "exclude" }),
    });
    expect(response.status).toBe(405);
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it.each([
    ["without an intent", {}],
    ["with the intent of the button", { intent: "exclude" }],
    ["with an intent that is none", { intent: "explode" }],
  ])("excludes by POST %s", async (_how, fields: Record<string, string>) => {
    const mail = take();
    const body = new URLSearchParams({ token: mail.token, ...fields });
    expect((await proxied("optout", parameters(""), { method: "POST", body })).status).toBe(200);
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it.each([
    ["cy-GB,cy;q=0.9,en;q=0.5", "cy", "Rydych wedi optio allan"],
    ["fr-FR,fr", "fr", "Vous êtes désinscrit"],
    ["de-AT", "de", "Sie sind abgemeldet"],
    ["pl,en;q=0.5", "en-GB", "You have opted out"],
  ])("answers in the shopper's language: %s", async (accept, tag, title) => {
    const mail = take();
    const response = await proxied("optout", parameters(mail.token), { headers: { "accept-language": accept } });
    const page = await response.text();
    expect(page).toContain(`lang="${tag}"`);
    expect(page).toContain(title);
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it("can be pressed by a person where it was only prefetched", async () => {
    const mail = take();
    const html = await (
      await proxied("optout", parameters(mail.token), { headers: { "sec-purpose": "prefetch" } })
    ).text();
    const after = await pressButton({ url: mail.optOutUrl, html }, "/apps/twostage/optout/");
    expect(after.html).toContain("You have opted out");
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it("adds further addresses at once, in any spelling, and names unreadable lines by number", async () => {
    const mail = take();
    const page = await openLink(mail.optOutUrl);
    const after = await pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/", {
      addresses: "Buying@partner.example\r\nnot an address\r\nsales+news@partner.example",
    });
    expect(after.status).toBe(200);
    expect(after.html).toContain("2 more addresses");
    expect(after.html).toMatch(/line 2/i);
    expect(await isListed(shop, "buying@partner.example")).toBe(true);
    expect(await isListed(shop, "sales+news@partner.example")).toBe(true);
  });

  it("answers a known and an unknown further address in the same words", async () => {
    const [mail, known] = [take(), take()];
    const page = await openLink(mail.optOutUrl);
    const post = (addresses: string) =>
      pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/", { addresses });
    expect((await post(known.to)).html).toBe((await post("nobody-we-know@elsewhere.example")).html);
  });

  it("takes no more than 20 further addresses at once, and none of too many", async () => {
    const mail = take();
    const page = await openLink(mail.optOutUrl);
    const addresses = Array.from({ length: 21 }, (_, index) => `many${index}@partner.example`).join("\n");
    const after = await pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/", { addresses });
    expect(after.status).toBe(422);
    expect(await isListed(shop, "many0@partner.example")).toBe(false);
  });

  it("keeps working after the link was broken across lines by a mail program", async () => {
    const mail = take();
    const broken = `${mail.token.slice(0, 20)}=\r\n ${mail.token.slice(20)}.`;
    expect((await proxied("optout", parameters(broken))).status).toBe(200);
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it.each([
    ["an altered token", (token: string) => (token.startsWith("A") ? `B${token.slice(1)}` : `A${token.slice(1)}`)],
    ["a shortened token", (token: string) => token.slice(0, -3)],
    ["no token", () => ""],
    ["something else", () => "../../etc/passwd"],
  ])("shows what to do for %s, and changes nothing", async (_name, alter) => {
    const mail = take();
    const response = await proxied("optout", parameters(alter(mail.token)));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("We do not know this link");
    expect(await isListed(shop, mail.to)).toBe(false);
  });
});

describe("an opt-out that takes effect when its page has loaded", () => {
  const set = (effect: string) => shop.staff.submit("/app/settings", { intent: "opt-out-effect", effect });
  beforeAll(() => set("page_load"));
  afterAll(() => set("click"));

  it("excludes nobody by GET, and everybody by what the page posts", async () => {
    const mail = take();
    const page = await openLink(mail.optOutUrl);
    expect(page.html).toContain("twostage-at-once");
    expect(page.html).not.toContain("opted out");
    expect(await isListed(shop, mail.to)).toBe(false);
    const after = await pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/");
    expect(after.html).toContain("You have opted out");
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it("runs no script where the page is only prefetched", async () => {
    const response = await proxied("optout", parameters(take().token), {
      headers: { "sec-purpose": "prefetch;prerender" },
    });
    expect(await response.text()).not.toContain("<script");
  });

  it("says of a link that is not ours what it says else", async () => {
    const response = await proxied("optout", parameters(take().token.slice(0, -3)));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("We do not know this link");
  });

  it("takes the mail program's button at once all the same", async () => {
    const mail = take();
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    expect((await fetch(mail.oneClickUrl, { method: "POST", body })).status).toBe(200);
    expect(await isListed(shop, mail.to)).toBe(true);
  });
});

describe("the app proxy's signature", () => {
  it.each([
    ["is forged", { signature: "0".repeat(64) }, {}],
    ["is empty", { signature: "" }, {}],
    ["is of an old request", {}, { timestamp: "1700000000" }],
  ])("is refused when it %s", async (_name, init, forge) => {
    const mail = take();
    expect((await proxied("optout", parameters(mail.token, forge), init)).status).toBe(400);
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("is refused when a parameter was added after signing", async () => {
    const mail = take();
    const { settings, appUrl } = shop.world.shopify;
    const query = signProxy(parameters(mail.token), settings.app.apiSecret);
    const response = await fetch(`${appUrl}/proxy/optout?${query}&extra=1`, { headers: { "user-agent": USER_AGENT } });
    expect(response.status).toBe(400);
  });

  it("of a shop without the app leads nowhere", async () => {
    const mail = take();
    expect((await proxied("optout", parameters(mail.token, { shop: "another-shop.myshopify.com" }))).status).toBe(404);
    expect(await isListed(shop, mail.to)).toBe(false);
  });
});

describe("the one-click address (RFC 8058)", () => {
  const multipart = () => {
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    return form;
  };
  it.each([
    ["urlencoded", () => new URLSearchParams({ "List-Unsubscribe": "One-Click" })],
    ["multipart", multipart],
    ["empty", () => ""],
  ])("excludes on POST with a body that is %s, without cookie or redirect", async (_name, body) => {
    const mail = take();
    const response = await fetch(mail.oneClickUrl, { method: "POST", body: body(), redirect: "manual" });
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it.each(["GET", "HEAD"])("only renders on %s", async (method) => {
    const mail = take();
    const response = await fetch(mail.oneClickUrl, { method });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("speaks the language that the browser asks for", async () => {
    const response = await fetch(take().oneClickUrl, { headers: { "Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5" } });
    expect(await response.text()).toContain("Arrêter ces e-mails");
  });

  it.each(["PUT", "DELETE", "PATCH"])("refuses %s", async (method) => {
    expect((await fetch(take().oneClickUrl, { method })).status).toBe(405);
  });

  it("answers a link that is not ours with a page that says so", async () => {
    const mail = take();
    const response = await fetch(`${mail.oneClickUrl.slice(0, -4)}AAAA`, { method: "POST" });
    expect(response.status).toBe(404);
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("refuses a body that is far too large", async () => {
    const mail = take();
    expect((await fetch(mail.oneClickUrl, { method: "POST", body: "x".repeat(100_000) })).status).toBe(413);
    expect(await isListed(shop, mail.to)).toBe(false);
  });
});

describe("after opting out", () => {
  it("nobody is mailed by the next campaign, and the log holds neither token nor address", async () => {
    const mail = take();
    await openLink(mail.optOutUrl);
    const again = mailsOf(shop, await sendCampaign(shop, "Clearance"));
    expect(again.length).toBeGreaterThan(0);
    expect(again.map(({ to }) => to)).not.toContain(mail.to);
    const log = shop.log();
    expect(log).toContain('"path":"/proxy/optout"');
    expect(log).not.toContain(mail.token);
    expect(log).not.toMatch(/[\w.+-]+@[\w-]+\.\w/);
  });
});
