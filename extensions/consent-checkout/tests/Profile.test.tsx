/// <reference types="@shopify/ui-extensions/customer-account.profile.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../locales/en.default.json";
import {
  ACCOUNT_ENDPOINT,
  choose,
  isTicked,
  label,
  page,
  PUBLISHED,
  set,
  the,
  TICK,
  translate,
  WELSH,
} from "./support";

const extension = getExtension("customer-account.profile.block.render");
/** The app behind the block. */
const app = vi.fn<(method: string, body: unknown) => Promise<Response>>();
/** What the shop's metafield holds. */
let metafield: { value: string } | null;
let shopifyAnswers: () => Promise<Response>;
const asked: { url: string; init: RequestInit | undefined }[] = [];

const stands = (standing: string, since: string | null = null) => ({
  standing,
  since,
  contact: "office@spares.example",
});
const answer = (body: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status }));

beforeEach(() => {
  extension.setUp();
  extension.shopify.extension = { ...extension.shopify.extension, editor: undefined };
  extension.shopify.i18n.translate = translate as never;
  extension.shopify.i18n.formatDate = (date: Date) => date.toISOString().slice(0, 10);
  extension.shopify.sessionToken.get = () => Promise.resolve("session-token");
  metafield = { value: JSON.stringify(PUBLISHED) };
  shopifyAnswers = () => answer({ data: { shop: { metafield } } });
  asked.length = 0;
  app.mockReset().mockImplementation(() => answer(stands("none")));
  extension.fetch = (input, init) => {
    const url = input as string;
    asked.push({ url, init });
    if (url.startsWith("shopify://")) return shopifyAnswers();
    return app(init?.method ?? "GET", init?.body ? JSON.parse(init.body as string) : undefined);
  };
});
afterEach(() => {
  extension.tearDown();
  vi.restoreAllMocks();
});

const buttons = () => [...document.body.querySelectorAll("s-button")].map((button) => button.textContent);
const press = (name: string) => {
  const found = [...document.body.querySelectorAll("s-button")].find((button) => button.textContent === name);
  if (!found) throw new Error(`no button ${name}: ${document.body.innerHTML}`);
  fireEvent.click(found);
};
const shown = (text: string) => waitFor(() => expect(page()).toContain(text));

describe("the profile page's block", () => {
  it("asks Shopify for the words and the app for the standing, with the session token and no address", async () => {
    await extension.render();
    expect(the("s-spinner").getAttribute("accessibilitylabel")).toBe(en.loading);
    await shown(en.standingNone);
    expect(asked.map(({ url }) => url)).toEqual([
      "shopify://customer-account/api/2026-07/graphql.json",
      ACCOUNT_ENDPOINT,
    ]);
    expect(asked[1]?.init).toMatchObject({ method: "GET", headers: { Authorization: "Bearer session-token" } });
    expect(JSON.stringify(asked)).not.toContain("@");
    expect(the("s-section").getAttribute("heading")).toBe(en.heading);
  });

  it.each([
    ["none", null, en.standingNone, [en.send, en.stop]],
    ["asked", "2026-03-01T10:00:00Z", en.standingAsked, [en.stop]],
    ["confirmed", "2026-03-02T10:00:00Z", en.standingConfirmed.replace("{{date}}", "2026-03-02"), [en.stop]],
    ["stopped", "2026-03-03T10:00:00Z", en.standingStopped, []],
  ])("shows somebody who is %s where they stand and what they can do", async (standing, since, text, offered) => {
    app.mockImplementation(() => answer(stands(standing, since)));
    await extension.render();
    await shown(text);
    expect(buttons()).toEqual(offered);
    expect(document.body.querySelector("s-checkbox") !== null).toBe(standing === "none");
    expect(page().includes("office@spares.example")).toBe(standing === "stopped");
  });

  it("asks with a box that is not ticked, in their language, with what they say to buy as, and shows the new standing", async () => {
    extension.shopify.localization.language.value = { isoCode: "cy" };
    await extension.render();
    await shown(en.standingNone);
    expect(label()).toBe(WELSH.text);
    expect(isTicked()).toBe(false);
    press(en.send);
    await waitFor(() => expect(the("s-checkbox").getAttribute("error")).toBe(en.tickFirst));
    set(true);
    await waitFor(() => expect(the("s-select").getAttribute("label")).toBe(en.buyAs));
    choose("Sole trader");
    app.mockImplementation(() => answer(stands("asked", "2026-03-01T10:00:00Z")));
    press(en.send);
    await shown(en.standingAsked);
    expect(app).toHaveBeenLastCalledWith("POST", {
      intent: "request",
      wordingVersion: "4",
      wording: WELSH.text,
      locale: "cy",
      statedForm: "Sole trader",
    });
    expect(document.body.querySelector("s-checkbox")).toBeNull();
  });

  it.each([
    ["en-GB", "en", false],
    ["cy", "cy", false],
    ["nl", "en", true],
  ])("writes the date for a buyer of %s with texts in %s as the texts are: %s", async (language, texts, inTexts) => {
    const formatDate = vi.fn((_date: Date, _options?: object) => "1 March");
    extension.shopify.i18n.formatDate = formatDate;
    extension.shopify.localization.language.value = { isoCode: language };
    extension.shopify.localization.extensionLanguage.value = { isoCode: texts };
    app.mockImplementation(() => answer(stands("confirmed", "2026-03-01T10:00:00Z")));
    await extension.render();
    await shown("1 March");
    expect(formatDate.mock.calls[0]?.[1]).toMatchObject({ inExtensionLocale: inTexts });
  });

  it("stops at one press", async () => {
    app.mockImplementation(() => answer(stands("confirmed", "2026-03-01T10:00:00Z")));
    await extension.render();
    await waitFor(() => expect(buttons()).toEqual([en.stop]));
    app.mockImplementation(() => answer(stands("stopped", "2026-03-04T10:00:00Z")));
    press(en.stop);
    await shown(en.standingStopped);
    expect(app).toHaveBeenLastCalledWith("POST", { intent: "withdraw" });
    expect(buttons()).toEqual([]);
  });

  it("says so when stopping could not be saved, and stops at the next press", async () => {
    app.mockImplementation((method) =>
      method === "GET" ? answer(stands("confirmed")) : answer({ problem: "unavailable" }, 503),
    );
    await extension.render();
    await waitFor(() => expect(buttons()).toEqual([en.stop]));
    press(en.stop);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notStopped));
    app.mockImplementation(() => answer(stands("stopped")));
    press(en.stop);
    await shown(en.standingStopped);
    expect(document.body.querySelector("s-banner")).toBeNull();
  });

  it("says so when the address has been sent as many links as it may", async () => {
    app.mockImplementation((method) =>
      method === "GET" ? answer(stands("none")) : answer({ problem: "too_many_attempts" }, 429),
    );
    await extension.render();
    await shown(en.standingNone);
    set(true);
    press(en.send);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.sentOften));
  });

  it("stays as it is when asking could not be sent", async () => {
    app.mockImplementation((method) =>
      method === "GET" ? answer(stands("none")) : Promise.reject(new TypeError("gone")),
    );
    await extension.render();
    await shown(en.standingNone);
    set(true);
    press(en.send);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSent));
    expect(page()).toContain(en.standingNone);
  });

  it.each([
    ["the app does not answer", () => app.mockImplementation(() => Promise.reject(new TypeError("gone")))],
    ["the app refuses", () => app.mockImplementation(() => answer({ problem: "not_found" }, 404))],
    ["the app says something else", () => app.mockImplementation(() => answer({ standing: "maybe" }))],
    ["Shopify does not answer", () => (shopifyAnswers = () => Promise.reject(new Error("gone")))],
    ["Shopify answers with an error", () => (shopifyAnswers = () => answer({}, 500))],
    ["there is no session token", () => (extension.shopify.sessionToken.get = () => Promise.reject(new Error("no")))],
  ])("offers another try when %s", async (_why, arrange) => {
    arrange();
    await extension.render();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notLoaded));
    shopifyAnswers = () => answer({ data: { shop: { metafield } } });
    extension.shopify.sessionToken.get = () => Promise.resolve("session-token");
    app.mockImplementation(() => answer(stands("none")));
    press(en.retry);
    await shown(en.standingNone);
  });

  it("tells somebody who is offline", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    shopifyAnswers = () => Promise.reject(new TypeError("network"));
    await extension.render();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.offline));
  });

  it.each([
    ["there are no words", () => (metafield = null)],
    ["what is there is not JSON", () => (metafield = { value: "yes" })],
    ["the app's address is unknown", () => (metafield = { value: JSON.stringify({ ...PUBLISHED, accountEndpoint: "http://app.example.com/x" }) })],
  ])("is not shown when %s, and asks the app nothing", async (_why, arrange) => {
    arrange();
    await extension.render();
    await waitFor(() => expect(document.body.innerHTML).toBe(""));
    expect(app).not.toHaveBeenCalled();
  }); // prettier-ignore

  it("tells the merchant in the editor what stands here, and asks nobody", async () => {
    extension.shopify.extension.editor = { type: "checkout" };
    await extension.render();
    expect(the("s-banner").textContent).toBe(en.profileEditor);
    expect(asked).toEqual([]);
  });

  it("sends the words exactly as the default has them where there are none in the language", async () => {
    extension.shopify.localization.language.value = { isoCode: "nl" };
    await extension.render();
    await shown(en.standingNone);
    set(true);
    press(en.send);
    await waitFor(() => expect(app).toHaveBeenCalledTimes(2));
    expect(app).toHaveBeenLastCalledWith("POST", { intent: "request", ...TICK });
  });
});
