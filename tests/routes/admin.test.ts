import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const PAGES = [
  "/app",
  "/app/customers",
  "/app/customers/1",
  "/app/customers/ask-consent",
  "/app/review",
  "/app/campaigns",
  "/app/campaigns/new",
  "/app/audiences",
  "/app/audiences/new",
  "/app/exclusions",
  "/app/register",
  "/app/register/retention",
  "/app/assessment",
  "/app/assessment/1/print",
  "/app/prospects",
  "/app/prospects/new",
  "/app/settings",
  "/app/reports",
  "/app/privacy",
  "/app/privacy/retention",
  "/app/audit",
  "/app/wording",
  "/app/consents/import",
];

const data = (page: string, token: string | undefined, init: RequestInit = {}) =>
  fetch(`${shop.world.shopify.appUrl}${page}.data`, {
    redirect: "manual",
    ...init,
    headers: { "user-agent": USER_AGENT, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

describe("counting an audience", () => {
  const post = (token: string | undefined, fields: Record<string, string>) =>
    data("/app/audiences/count", token, { method: "POST", body: new URLSearchParams(fields) });

  it("answers who would be in, who out and why, to a token of the shop's admin", async () => {
    const response = await post(await shop.world.shopify.sessionToken(), { relations: "customer" });
    expect(response.status).toBe(200);
    const text = await response.text();
    for (const word of ["selected", "eligible", "byBasis", "byReason"]) expect(text).toContain(`"${word}"`);
  });

  it("counts nothing by criteria that are none, and names them", async () => {
    const response = await post(await shop.world.shopify.sessionToken(), { minimumOrders: "many" });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('"criteria.minimumOrders"');
    expect(text).not.toContain("byBasis");
  });

  it("answers nothing about an audience that is not the shop's", async () => {
    const response = await post(await shop.world.shopify.sessionToken(), { audienceId: "999999" });
    expect(response.status).toBe(404);
  });

  it("answers nothing without a token, or with one of another secret", async () => {
    const nobody = await post(undefined, { relations: "customer" });
    expect(nobody.status).toBe(LED_AWAY.data);
    expect(await nobody.text()).not.toContain("byBasis");
    expect((await post(await forgedToken(shop), {})).status).toBe(401);
  });
});

describe("finding what criteria can name", () => {
  const post = (token: string | undefined, fields: Record<string, string>) =>
    data("/app/audiences/named", token, {
      method: "POST",
      body: new URLSearchParams({ intent: "find", search: "", ...fields }),
    });

  it("answers for the words that were typed to a token of the shop's admin, and to nobody else", async () => {
    const answered = await post(await shop.world.shopify.sessionToken(), { kind: "campaigns", search: "Nowhere" });
    expect(answered.status).toBe(200);
    for (const word of ["find", "Nowhere", "found", "more"])
      expect(await answered.clone().text()).toContain(`"${word}"`);
    const nobody = await post(undefined, { kind: "campaigns" });
    expect(nobody.status).toBe(LED_AWAY.data);
    expect(await nobody.text()).not.toContain('"found"');
    expect((await post(await forgedToken(shop), { kind: "lists" })).status).toBe(401);
  });

  it("finds nothing of a kind that it does not know", async () => {
    expect((await post(await shop.world.shopify.sessionToken(), { kind: "contact" })).status).toBe(400);
  });
});

describe("the segments of the store", () => {
  const PATH = "/app/audiences/segments";

  it("are listed, taken and removed with a token of the shop's admin", async () => {
    const token = await shop.world.shopify.sessionToken();
    const listed = await data(PATH, token);
    expect(listed.status).toBe(200);
    expect(await listed.text()).toContain("Email subscribers");
    const [gid = ""] = shop.world.shopify.store.segments.ids();
    const body = new URLSearchParams({ intent: "take", segment: gid.split("/").at(-1) ?? "" });
    expect((await data(PATH, token, { method: "POST", body })).status).toBe(200);
    const none = new URLSearchParams({ intent: "take", segment: "../1" });
    expect((await data(PATH, token, { method: "POST", body: none })).status).toBe(422);
    body.set("intent", "remove");
    expect((await data(PATH, token, { method: "POST", body })).status).toBe(200);
    expect((await data(PATH, token, { method: "POST", body })).status).toBe(404);
  });

  it("are nobody's without a token, or with one of another secret", async () => {
    const nobody = await data(PATH, undefined);
    expect(nobody.status).not.toBe(200);
    expect(await nobody.text()).not.toContain("Email subscribers");
    expect((await data(PATH, await forgedToken(shop))).status).toBe(401);
    for (const intent of ["take", "remove"]) {
      const body = new URLSearchParams({ intent, segment: "1" });
      expect((await data(PATH, await forgedToken(shop), { method: "POST", body })).status).toBe(401);
      expect((await data(PATH, undefined, { method: "POST", body })).status).not.toBe(200);
    }
  });
});

describe("a picture for a mail", () => {
  const PATH = "/app/campaigns/pictures";
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const post = (token: string | undefined, bytes: Uint8Array<ArrayBuffer>) => {
    const body = new FormData();
    body.set("intent", "upload");
    body.set("alt", "A pump");
    body.set("file", new Blob([bytes]), "pump.png");
    return data(PATH, token, { method: "POST", body });
  };

  it("is put among the store's files with a token of the shop's admin", async () => {
    const token = await shop.world.shopify.sessionToken();
    const before = shop.world.shopify.files.all().length;
    expect((await post(token, png)).status).toBe(200);
    expect(shop.world.shopify.files.all()).toHaveLength(before + 1);
    // Larger than what other pages take: refused in words.
    expect((await post(token, new Uint8Array(6 * 1024 * 1024))).status).toBe(413);
    expect((await post(token, new Uint8Array([1]))).status).toBe(422);
  });

  it("is nobody's to put there without a token, or with one of another secret", async () => {
    const before = shop.world.shopify.files.all().length;
    expect((await post(undefined, png)).status).not.toBe(200);
    expect((await post(await forgedToken(shop), png)).status).toBe(401);
    expect(shop.world.shopify.files.all()).toHaveLength(before);
  });
});

describe("what was bought", () => {
  const post = (token: string | undefined, products: string) =>
    data("/app/audiences/bought", token, {
      method: "POST",
      body: new URLSearchParams({ intent: "pick", products, collections: "[]" }),
    });
  const PUMP = JSON.stringify([{ id: "7000003", title: "Pump head" }]);

  it("is asked of the store with a token of the shop's admin, for what can be picked", async () => {
    const token = await shop.world.shopify.sessionToken();
    expect((await post(token, PUMP)).status).toBe(200);
    for (const wrong of ["", "{}", '[{"id":"gid://shopify/Product/1","title":"Pump"}]'])
      expect((await post(token, wrong)).status).toBe(422);
  });

  it("is not asked without a token, or with one of another secret", async () => {
    expect((await post(undefined, PUMP)).status).not.toBe(200);
    expect((await post(await forgedToken(shop), PUMP)).status).toBe(401);
  });
});

describe("every admin page", () => {
  it.each(PAGES)("%s answers with a token of the shop's admin", async (page) => {
    expect((await data(page, await shop.world.shopify.sessionToken())).status).toBe(200);
  });

  it.each(PAGES)("%s shows nothing without a token", async (page) => {
    const response = await data(page, undefined);
    expect(response.status).toBe(LED_AWAY.data);
  });

  it.each(PAGES)("%s refuses a token of another secret", async (page) => {
    expect((await data(page, await forgedToken(shop))).status).toBe(401);
  });

  it("sends a document request without a token to the page that fetches one", async () => {
    const url = new URL(await shop.world.shopify.frameUrl("/app/customers"));
    url.searchParams.delete("id_token");
    const response = await fetch(url, { redirect: "manual", headers: { "user-agent": USER_AGENT } });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toContain("/auth/session-token");
  });
});

describe("a session token", () => {
  it.each([
    ["for another app", { aud: "another-app" }],
    ["that has run out", { exp: Math.floor(Date.now() / 1000) - 600 }],
    ["that is not valid yet", { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ])("%s is refused", async (_name, forge) => {
    expect((await data("/app/customers", await forgedToken(shop, forge))).status).toBe(401);
  });
});

describe("a form", () => {
  it("of another kind than the page has is refused", async () => {
    const { appUrl, sessionToken: token } = shop.world.shopify;
    const response = await fetch(`${appUrl}/app/settings.data`, {
      method: "POST",
      headers: {
        "user-agent": USER_AGENT,
        authorization: `Bearer ${await token()}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "intent=sell-the-list",
    });
    expect(response.status).toBe(400);
  });

  it("that is wrong changes nothing and names the fields", async () => {
    await expect(
      shop.staff.submit("/app/settings", {
        intent: "sender",
        fromName: "A;B",
        fromEmail: "no address",
        replyTo: "",
        apiKey: "",
      }),
    ).rejects.toThrow(/fromName[\s\S]*fromEmail/);
    const { rows } = await shop.world.database.query<{ from_name: string }>("SELECT from_name FROM shop_settings");
    expect(rows[0]?.from_name).toBe("Thornbury Spares");
  });

  it("with a SendGrid key that SendGrid refuses keeps the old one", async () => {
    const sender = {
      intent: "sender",
      fromName: "Thornbury Spares",
      fromEmail: "offers@thornburyspares.example",
      replyTo: "",
      apiKey: "SG.wrong",
    };
    await expect(shop.staff.submit("/app/settings", sender)).rejects.toThrow("sendgrid_key_refused");
    await expect(
      shop.staff.submit("/app/settings", { ...sender, apiKey: "", fromEmail: "offers@somebody-else.example" }),
    ).rejects.toThrow("sendgrid_sender_unverified");
  });

  it("with a SendGrid key that cannot be made to report back says so on the page, and what to do", async () => {
    const sender = {
      intent: "sender",
      fromName: "Thornbury Spares",
      fromEmail: "offers@thornburyspares.example",
      replyTo: "",
      apiKey: "",
    };
    const says = "SendGrid does not report back to the app";
    expect(await shop.staff.open("/app/settings")).not.toContain(says);
    await shop.world.database.query("UPDATE shop_settings SET event_public_key = ''");
    const path = "/v3/user/webhooks/event/settings/all";
    shop.world.sendgrid.controls.fault({ kind: "status", status: 503 }, { path, times: 1 });
    await shop.staff.submit("/app/settings", sender);
    const page = await shop.staff.open("/app/settings");
    for (const words of [says, "no campaign can start", "SendGrid did not answer. Wait a minute and save here again."])
      expect(page).toContain(words);
    await shop.staff.submit("/app/settings", sender);
    expect(await shop.staff.open("/app/settings")).not.toContain(says);
  });
});
