/// <reference types="@shopify/ui-extensions/customer-account.order-status.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../locales/en.default.json";
import {
  choose,
  ENDPOINT,
  entry,
  isTicked,
  label,
  page,
  PUBLISHED,
  set,
  the,
  TICK,
  translate,
  WELSH,
  wordingOf,
} from "./support";

const extension = getExtension("customer-account.order-status.block.render");
const posted = vi.fn<typeof fetch>();

beforeEach(() => {
  extension.setUp();
  extension.shopify.extension = { ...extension.shopify.extension, editor: undefined };
  extension.shopify.i18n.translate = translate as never;
  extension.shopify.appMetafields.value = [wordingOf(PUBLISHED)];
  extension.shopify.sessionToken.get = () => Promise.resolve("session-token");
  posted.mockReset().mockImplementation(() => Promise.resolve(new Response("{}")));
  extension.fetch = posted;
});
afterEach(() => {
  extension.tearDown();
  vi.restoreAllMocks();
});

const press = () => fireEvent.click(the("s-button"));

describe("the consent box on an order's own page", () => {
  it("shows the merchant's words in the buyer's language, unticked", async () => {
    extension.shopify.localization.language.value = { isoCode: "cy" };
    await extension.render();
    expect(label()).toBe(WELSH.text);
    expect(isTicked()).toBe(false);
    expect(posted).not.toHaveBeenCalled();
  });

  it("posts the order, its page and the tick with the session token", async () => {
    await extension.render();
    set(true);
    await waitFor(() => expect(the("s-select").getAttribute("label")).toBe(en.buyAs));
    choose("Limited liability partnership");
    press();
    await waitFor(() => expect(page()).toBe(en.sent));
    const [url, init] = posted.mock.calls[0]!;
    expect(url).toBe(ENDPOINT);
    expect(init).toMatchObject({ method: "POST", headers: { Authorization: "Bearer session-token" } });
    expect(JSON.parse(init!.body as string)).toEqual({
      surface: "order_status",
      orderId: "gid://shopify/Order/1",
      ...TICK,
      statedForm: "Limited liability partnership",
    });
  });

  it("offers another try when the app answers with an error, and tells who is offline", async () => {
    posted.mockResolvedValueOnce(new Response("", { status: 503 }));
    await extension.render();
    set(true);
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSent));
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    posted.mockRejectedValueOnce(new TypeError("network"));
    press();
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.offline));
    press();
    await waitFor(() => expect(page()).toBe(en.sent));
  });

  it.each([
    ["there are no words", () => (extension.shopify.appMetafields.value = [])],
    ["the app's address is unknown", () => (extension.shopify.appMetafields.value = [wordingOf({ ...PUBLISHED, endpoint: undefined })])],
    ["there is no order", () => (extension.shopify.order.value = undefined)],
    ["the box was ticked at the checkout", () => extension.shopify.appMetafields.value.push(entry("order", "marketing_consent", JSON.stringify(TICK)))],
  ])("is not shown when %s", async (_why, arrange) => {
    arrange();
    await extension.render();
    expect(document.body.innerHTML).toBe("");
  }); // prettier-ignore

  it("tells the merchant in the editor why there is no box", async () => {
    extension.shopify.appMetafields.value = [];
    extension.shopify.extension.editor = { type: "checkout" };
    await extension.render();
    expect(the("s-banner").textContent).toBe(en.noWording);
  });
});
