/// <reference types="@shopify/ui-extensions/purchase.checkout.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { createResult } from "@shopify/ui-extensions-tester/checkout";
import { waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../locales/en.default.json";
import {
  choices,
  choose,
  entry,
  FORMS,
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

const extension = getExtension("purchase.checkout.block.render");
const applied = vi.fn<typeof extension.shopify.applyMetafieldChange>();

beforeEach(() => {
  extension.setUp();
  // The tester knows no editor; checkout has the property, undefined for shoppers.
  extension.shopify.extension = { ...extension.shopify.extension, editor: undefined };
  extension.shopify.i18n.translate = translate as never;
  extension.shopify.appMetafields.value = [wordingOf(WORDING)];
  applied.mockReset().mockResolvedValue(createResult("applyMetafieldChange"));
  extension.shopify.applyMetafieldChange = applied;
});
afterEach(() => {
  extension.tearDown();
  vi.restoreAllMocks();
});

const stores = { type: "updateCartMetafield", metafield: expect.anything() as unknown };
const removes = { type: "removeCartMetafield", namespace: "$app", key: "marketing_consent" };

describe("the consent box at the checkout", () => {
  it("shows the merchant's words, unticked, and says that a link will follow", async () => {
    await extension.render();
    expect(label()).toBe(WORDING.text);
    expect(isTicked()).toBe(false);
    expect(page()).toContain(en.willConfirm);
    expect(applied).not.toHaveBeenCalled();
  });

  it.each([
    ["there is no wording", []],
    ["the wording is not JSON", [entry("shop", "consent_wording", "Yes please")]],
    ["the wording is a list", [wordingOf([WORDING])]],
    ["the wording has no text", [wordingOf({ ...WORDING, text: "  " })]],
    ["the wording has no version", [wordingOf({ ...WORDING, version: undefined })]],
    ["the wording has no locale", [wordingOf({ ...WORDING, locale: null })]],
    [
      "the wording is on the cart, where shoppers can write",
      [entry("cart", "consent_wording", JSON.stringify(WORDING))],
    ],
  ])("is not shown when %s (P4)", async (_why, entries) => {
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

  it.each([
    { canSetCartMetafields: false, canDeleteCartMetafield: true },
    { canSetCartMetafields: true, canDeleteCartMetafield: false },
  ])("is not shown when a tick could not be made and taken back: %o", async (metafields) => {
    extension.shopify.instructions.value = { ...extension.shopify.instructions.value, metafields };
    await extension.render();
    expect(document.body.innerHTML).toBe("");
  });

  it("stores the exact words on a tick", async () => {
    await extension.render();
    set(true);
    await waitFor(() => expect(page()).toContain(en.ticked));
    expect(applied.mock.calls).toEqual([
      [
        {
          type: "updateCartMetafield",
          metafield: { namespace: "$app", key: "marketing_consent", type: "json", value: JSON.stringify(TICK) },
        },
      ],
    ]);
    expect(isTicked()).toBe(true);
  });

  it("says that it is saving until the cart has answered", async () => {
    let answer = () => {};
    applied.mockReturnValue(new Promise((resolve) => (answer = () => resolve({ type: "success" }))));
    await extension.render();
    set(true);
    await waitFor(() => expect(page()).toContain(en.saving));
    answer();
    await waitFor(() => expect(page()).not.toContain(en.saving));
  });

  it("shows the cart's own tick after a reload, and removes it on an untick", async () => {
    extension.shopify.appMetafields.value = [wordingOf(WORDING), tickOf(TICK)];
    await extension.render();
    expect(isTicked()).toBe(true);
    set(false);
    await waitFor(() => expect(page()).toContain(en.willConfirm));
    expect(applied.mock.calls).toEqual([[removes]]);
    expect(isTicked()).toBe(false);
  });

  it("keeps the words that were agreed to beside the tick when the wording has changed since", async () => {
    extension.shopify.appMetafields.value = [wordingOf({ ...WORDING, version: "4", text: "New words" }), tickOf(TICK)];
    await extension.render();
    expect(label()).toBe(TICK.wording);
    set(false);
    await waitFor(() => expect(label()).toBe("New words"));
  });

  it("takes a stored value without its words for no tick", async () => {
    extension.shopify.appMetafields.value = [wordingOf(WORDING), tickOf({ wordingVersion: "3" })];
    await extension.render();
    expect(isTicked()).toBe(false);
  });

  it.each([
    ["refuses", () => Promise.resolve({ type: "error" as const, message: "no" })],
    ["throws", () => Promise.reject(new Error("gone"))],
  ])("unticks itself and says so when the cart %s", async (_how, answer) => {
    applied.mockImplementation(answer);
    await extension.render();
    set(true);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSaved));
    expect(isTicked()).toBe(false);
  });

  it("stays ticked when taking the tick back failed, for the cart still holds it", async () => {
    extension.shopify.appMetafields.value = [wordingOf(WORDING), tickOf(TICK)];
    applied.mockResolvedValue({ type: "error", message: "no" });
    await extension.render();
    set(false);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSaved));
    expect(isTicked()).toBe(true);
  });

  it("tells a shopper who is offline, and saves at the next try", async () => {
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    applied.mockRejectedValueOnce(new TypeError("network"));
    await extension.render();
    set(true);
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.offline));
    online.mockReturnValue(true);
    set(true);
    await waitFor(() => expect(page()).toContain(en.ticked));
    expect(document.body.querySelector("s-banner")).toBeNull();
  });

  it("sends a quick tick and untick one after the other, and ends as the shopper left it", async () => {
    const answers: (() => void)[] = [];
    applied.mockImplementation(() => new Promise((resolve) => answers.push(() => resolve({ type: "success" }))));
    await extension.render();
    set(true);
    await waitFor(() => expect(applied).toHaveBeenCalledTimes(1));
    set(false);
    answers[0]!();
    await waitFor(() => expect(applied).toHaveBeenCalledTimes(2));
    answers[1]!();
    await waitFor(() => expect(page()).toContain(en.willConfirm));
    expect(applied.mock.calls).toEqual([[stores], [removes]]);
    expect(isTicked()).toBe(false);
  });
});

describe("the words at the checkout", () => {
  it.each([
    ["the buyer's language", "cy", WELSH.text],
    ["the buyer's language with a region", "cy-GB", WELSH.text],
    ["the default, for a language there are no words in", "nl", WORDING.text],
    ["the default, for the default's own language", "en-GB", WORDING.text],
  ])("are those of %s", async (_which, isoCode, text) => {
    extension.shopify.appMetafields.value = [wordingOf(PUBLISHED)];
    extension.shopify.localization.language.value = { isoCode };
    await extension.render();
    expect(label()).toBe(text);
  });

  it.each([
    ["is no list", { ...PUBLISHED, wordings: "all" }],
    ["holds words that lack their version", { ...PUBLISHED, wordings: [{ ...WELSH, version: undefined }] }],
    ["holds what is no wording", { ...PUBLISHED, wordings: [null, 7, "cy"] }],
  ])("are the default's where what is said of other languages %s", async (_how, value) => {
    extension.shopify.appMetafields.value = [wordingOf(value)];
    extension.shopify.localization.language.value = { isoCode: "cy" };
    await extension.render();
    expect(label()).toBe(WORDING.text);
  });

  it("are stored with the version and language that were shown", async () => {
    extension.shopify.appMetafields.value = [wordingOf(PUBLISHED)];
    extension.shopify.localization.language.value = { isoCode: "cy" };
    await extension.render();
    set(true);
    await waitFor(() => expect(page()).toContain(en.ticked));
    expect(storedValue()).toEqual({ wordingVersion: "4", wording: WELSH.text, locale: "cy" });
  });
});

describe("what a shopper says to buy as", () => {
  beforeEach(() => {
    extension.shopify.appMetafields.value = [wordingOf(PUBLISHED)];
  });

  it("is asked once the box is ticked, with no answer chosen", async () => {
    await extension.render();
    expect(document.body.querySelector("s-select")).toBeNull();
    set(true);
    await waitFor(() => expect(the("s-select").getAttribute("label")).toBe(en.buyAs));
    expect(the("s-select").getAttribute("value") ?? "").toBe("");
    expect(choices()).toEqual(["", ...FORMS]);
    expect(storedValue()).toEqual(TICK);
  });

  it("goes with the tick, can be changed, and can be taken back", async () => {
    await extension.render();
    set(true);
    await waitFor(() => expect(applied).toHaveBeenCalledTimes(1));
    choose("Sole trader");
    await waitFor(() => expect(storedValue()).toEqual({ ...TICK, statedForm: "Sole trader" }));
    choose("Limited company");
    await waitFor(() => expect(storedValue()).toEqual({ ...TICK, statedForm: "Limited company" }));
    choose("");
    await waitFor(() => expect(storedValue()).toEqual(TICK));
    expect(isTicked()).toBe(true);
  });

  it("goes when the box is unticked", async () => {
    extension.shopify.appMetafields.value.push(tickOf({ ...TICK, statedForm: "Partnership" }));
    await extension.render();
    expect(the("s-select").getAttribute("value")).toBe("Partnership");
    set(false);
    await waitFor(() => expect(document.body.querySelector("s-select")).toBeNull());
    expect(applied.mock.calls.at(-1)).toEqual([removes]);
  });

  it("is shown as it was when saving it failed", async () => {
    extension.shopify.appMetafields.value.push(tickOf({ ...TICK, statedForm: "Partnership" }));
    applied.mockResolvedValue({ type: "error", message: "no" });
    await extension.render();
    choose("Sole trader");
    await waitFor(() => expect(the("s-banner").textContent).toBe(en.notSaved));
    // The page sets the property: the choice goes back to what the cart holds.
    expect(the("s-select").value ?? the("s-select").getAttribute("value")).toBe("Partnership");
  });

  it.each([
    ["asks nothing of it", undefined],
    ["names only what this build has no words for", ["Cooperative"]],
    ["says it in another form", "Sole trader"],
  ])("is not asked where the app %s", async (_how, statedForms) => {
    extension.shopify.appMetafields.value = [wordingOf({ ...PUBLISHED, statedForms })];
    await extension.render();
    set(true);
    await waitFor(() => expect(page()).toContain(en.ticked));
    expect(document.body.querySelector("s-select")).toBeNull();
  });
});

/** What the last change stored on the cart. */
function storedValue(): unknown {
  const change = applied.mock.calls.at(-1)?.[0];
  return change?.type === "updateCartMetafield" ? JSON.parse(String(change.metafield.value)) : undefined;
}
