/// <reference types="@shopify/ui-extensions/purchase.thank-you.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../locales/en.default.json";
import {
  choose,
  ENDPOINT,
  isTicked,
  label,
  page,
  PUBLISHED,
  set,
  the,
  TICK,
  tickOf,
  translate,
  WELSH,
  WORDING,
  wordingOf,
} from "./support";

const extension = getExtension("purchase.thank-you.block.render");
const posted = vi.fn<typeof fetch>();

beforeEach(() => {
  extension.setUp();
  // The tester knows no editor; checkout has the property, undefined for shoppers.
  extension.shopify.extension = { ...extension.shopify.extension, editor: undefined };
  extension.shopify.i18n.translate = translate as never;
  extension.shopify.appMetafields.value = [wordingOf({ ...WORDING, endpoint: ENDPOINT })];
  extension.shopify.sessionToken.get = () => Promise.resolve("session-token");
  posted.mockReset().mockImplementation(() => Promise.resolve(new Response("{}")));
  extension.fetch = posted;
});
afterEach(() => {
  extension.tearDown();
  vi.restoreAllMocks();
});

const tick = () => set(true);
const press = () => fireEvent.click(the("s-button"));

describe("the consent box after the order", () => {
  it("shows the merchant's words, unticked, with a button that says what it does", async () => {
    await extension.render();
    expect(label()).toBe(WORDING.text);
    expect(isTicked()).toBe(false);
    expect(the("s-button").textContent).toBe(en.send);
    expect(page()).toContain(en.willConfirm);
  });

  it.each([
    ["no wording", []],
    ["no address of the app", [wordingOf(WORDING)]],
    ["an address without encryption", [wordingOf({ ...WORDING, endpoint: "http://app.example.com/api/consent" })]],
    ["an address that is none", [wordingOf({ ...WORDING, endpoint: "/api/consent" })]],
    ["an address of another kind", [wordingOf({ ...WORDING, endpoint: "ftp://localhost/x" })]],
    ["a localhost that is not one", [wordingOf({ ...WORDING, endpoint: "http://localhost.example.com/x" })]],
    ["an address with a password", [wordingOf({ ...WORDING, endpoint: "https://a:b@app.example.com/x" })]],
  ])("is not shown with %s", async (_what, entries) => {
    extension.shopify.appMetafields.value = entries;
    await extension.render();
    expect(document.body.innerHTML).toBe("");
  });

  it("tells the merchant in the editor why there is no box", async () => {
    extension.shopify.appMetafields.value = [];
    extension.shopify.extension.editor = { type: "checkout" };
    await extension.render();
    expect(the("s-banner").textContent).toBe(en.noWording);
  });

  it.each(["http://localhost:3000/api/consent", "http://127.0.0.1:3000/api/consent"])(
    "posts to %s",
    async (endpoint) => {
      extension.shopify.appMetafields.value = [wordingOf({ ...WORDING, endpoint })];
      await extension.render();
      tick();
      press();
      await waitFor(() => expect(posted.mock.calls[0]?.[0]).toBe(endpoint));
    },
  );

  it("posts nothing on a tick alone", async () => {
    await extension.render();
    tick();
    await waitFor(() => expect(isTicked()).toBe(true));
    expect(posted).not.toHaveBeenCalled();
  });

  it("asks for the tick when the button is pressed without one", async () => {
    await extension.render();
    press();
    await waitFor(() => expect(the("s-checkbox").getAttribute("error")).toBe(en.tickFirst));
    expect(posted).not.toHaveBeenCalled();
  });

  it("posts the order and the exact words with the session token, and points to the inbox", async () => {
    await extension.render();
    tick();
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.sent));
    expect(document.body.querySelector("s-button")).toBeNull();
    const [url, init] = posted.mock.calls[0]!;
    expect(url).toBe(ENDPOINT);
    expect(init).toMatchObject({
      method: "POST",
      headers: { Authorization: "Bearer session-token", "Content-Type": "application/json" },
    });
    expect(JSON.parse(init!.body as string)).toEqual({
      surface: "thank_you",
      orderId: "gid://shopify/Order/1",
      ...TICK,
    });
  });

  it("posts once however often the button is pressed", async () => {
    let answer = () => {};
    posted.mockReturnValue(new Promise((resolve) => (answer = () => resolve(new Response("{}")))));
    await extension.render();
    tick();
    press();
    await waitFor(() => expect(the("s-button").textContent).toBe(en.sending));
    press();
    answer();
    await waitFor(() => expect(page()).toBe(en.sent));
    expect(posted).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["answers with an error", () => Promise.resolve(new Response("", { status: 500 }))],
    ["does not answer in time", () => Promise.reject(new DOMException("slow", "TimeoutError"))],
  ])("offers another try when the app %s", async (_how, answer) => {
    posted.mockImplementationOnce(answer);
    await extension.render();
    tick();
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSent));
    expect(the("s-button").textContent).toBe(en.retry);
    press();
    await waitFor(() => expect(page()).toBe(en.sent));
    expect(posted).toHaveBeenCalledTimes(2);
  });

  it("offers another try when there was no session token", async () => {
    extension.shopify.sessionToken.get = () => Promise.reject(new Error("no token"));
    await extension.render();
    tick();
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSent));
    expect(posted).not.toHaveBeenCalled();
  });

  it("tells a shopper who is offline", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    posted.mockRejectedValue(new TypeError("network"));
    await extension.render();
    tick();
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.offline));
  });

  it("does not ask again whoever ticked at the checkout", async () => {
    extension.shopify.appMetafields.value.push(tickOf(TICK));
    await extension.render();
    expect(page()).toBe(en.sent);
    expect(document.body.querySelector("s-checkbox")).toBeNull();
  });

  it("posts the words of the buyer's language, and what they say to buy as", async () => {
    extension.shopify.appMetafields.value = [wordingOf(PUBLISHED)];
    extension.shopify.localization.language.value = { isoCode: "cy" };
    await extension.render();
    expect(document.body.querySelector("s-select")).toBeNull();
    tick();
    await waitFor(() => expect(the("s-select").getAttribute("label")).toBe(en.buyAs));
    choose("Private person");
    press();
    await waitFor(() => expect(page()).toBe(en.sent));
    expect(JSON.parse(posted.mock.calls[0]![1]!.body as string)).toEqual({
      surface: "thank_you",
      orderId: "gid://shopify/Order/1",
      wordingVersion: "4",
      wording: WELSH.text,
      locale: "cy",
      statedForm: "Private person",
    });
  });
});
