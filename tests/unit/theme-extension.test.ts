// @vitest-environment jsdom
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { themeCheckRun } from "@shopify/theme-check-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { LOCALES } from "~/policy/locale";
import { OFFERED_FORMS } from "~/policy/statedForm";
import { PUBLIC_PATHS } from "~/ui/public/paths";
import { SUBSCRIBE_FIELDS } from "~/ui/public/subscribePage";
import { shopId } from "../simulators/shopify/admin-api/context";
import { Metafields, resolveNamespace } from "../simulators/shopify/store/metafields";
import { ThemeExtension } from "../simulators/shopify/storefront/theme-extension";

const FOLDER = path.resolve("extensions/signup-form");
const SHOP = {
  domain: "thornbury-spares.myshopify.com",
  name: "Thornbury <Spares>",
  country: "GB",
  email: "office@thornburyspares.example",
  timezone: "Europe/London",
  currency: "GBP",
  city: "Thornbury",
  zip: "BS35 2AR",
  createdAt: "2019-03-04T09:00:00Z",
};
const WORDS = { version: "3", locale: "en", text: 'Yes, email me <offers> & "news"' };

/** What theme-check complains about. */
async function offenses(folder: string): Promise<string[]> {
  const found = await themeCheckRun(folder, path.join(folder, ".theme-check.yml"), () => undefined);
  return found.offenses.map(({ check, message }) => `${check}: ${message}`);
}

/** A copy of the extension in which one file is another. */
function altered(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "twostage-theme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(FOLDER, folder, { recursive: true });
  const target = path.join(folder, file);
  const before = readFileSync(target, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing in ${file} was changed`);
  writeFileSync(target, after);
  return folder;
}

/** The block as it stands in the theme of a shop that has these words, if any, with a definition that opens them to the theme unless told otherwise. */
async function render(words?: object, { locale = "en", storefront = "PUBLIC_READ" } = {}): Promise<Document> {
  const metafields = new Metafields();
  const field = { namespace: resolveNamespace("$app"), key: "consent_wording", type: "json" };
  if (words) {
    metafields.define({
      ...field,
      ownerType: "SHOP",
      name: "Words",
      description: null,
      cartToOrderCopyable: false,
      pinned: false,
      validations: [],
      access: { admin: "MERCHANT_READ", storefront, customerAccount: "NONE" },
    });
    metafields.set({ ...field, ownerId: shopId, value: JSON.stringify(words) }, "2026-01-01T00:00:00Z");
  }
  const theme = new ThemeExtension(FOLDER, SHOP, metafields);
  const html = await theme.block("signup", { locale, path: "/pages/emails" });
  return new DOMParser().parseFromString(html, "text/html");
}

describe("the theme's block, as Shopify checks it", () => {
  it("has no offence", async () => {
    expect(await offenses(FOLDER)).toEqual([]);
  });

  it.each([
    [
      "a filter that does not exist",
      "blocks/signup.liquid",
      (text: string) => text.replace("| asset_url", "| asset_place"),
      "UndefinedObject|UnknownFilter",
    ],
    [
      "a text that is in no language",
      "blocks/signup.liquid",
      (text: string) => text.replace("'signup.next'", "'signup.nowhere'"),
      "TranslationKeyExists",
    ],
    [
      "a text that one language lacks",
      "locales/cy.json",
      (text: string) => text.replace(/ *"next":.*\n/, ""),
      "MatchingTranslations",
    ],
    [
      "a block without a schema",
      "blocks/signup.liquid",
      (text: string) => text.replace(/\{% schema %\}[^]*/, ""),
      "AppBlockMissingSchema",
    ],
  ])("would be found with %s", async (_case, file, change, expected) => {
    expect((await offenses(altered(file, change))).join("\n")).toMatch(new RegExp(expected));
  });

  it("speaks the languages of the app", () => {
    const files = readdirSync(path.join(FOLDER, "locales"));
    const texts = LOCALES.flatMap((locale) => {
      const name = locale === "en" ? "en.default" : locale;
      return [`${name}.json`, `${name}.schema.json`];
    });
    expect(files.sort()).toEqual(texts.sort());
  });
});

describe("the theme's block, on a page", () => {
  it("asks with the published words beside a box that is not ticked, escaped, and needs no script", async () => {
    const page = await render(WORDS);
    const box = page.querySelector<HTMLInputElement>("input[type=checkbox]")!;
    expect([box.checked, box.required]).toEqual([false, true]);
    expect(box.labels?.[0]?.textContent).toBe(WORDS.text);
    expect(page.querySelector("script")).toBeNull();
    expect(page.body.textContent).toContain(
      "Ask here if you would like Thornbury <Spares> to send you marketing emails.",
    );
  });

  it("posts to the app's page what that page reads, with the version of the words and nothing in the address", async () => {
    const form = (await render(WORDS)).querySelector("form")!;
    expect([form.method, form.getAttribute("action")]).toEqual(["post", PUBLIC_PATHS.subscribe]);
    expect(Object.fromEntries(new FormData(form))).toEqual({
      [SUBSCRIBE_FIELDS.intent]: "check",
      [SUBSCRIBE_FIELDS.locale]: "en",
      [SUBSCRIBE_FIELDS.version]: "3",
      [SUBSCRIBE_FIELDS.page]: "/pages/emails",
      [SUBSCRIBE_FIELDS.email]: "",
      [SUBSCRIBE_FIELDS.buyAs]: "",
      [SUBSCRIBE_FIELDS.website]: "",
    });
    const offered = [...form.querySelectorAll("option")].map(({ value }) => value);
    expect(offered).toEqual(["", ...Object.keys(OFFERED_FORMS)]);
  });

  it.each([
    ["cy", "Ymlaen"],
    ["fr", "Continuer"],
    ["de", "Weiter"],
  ])("speaks the visitor's language: %s", async (locale, next) => {
    const page = await render(WORDS, { locale });
    expect(page.querySelector("button[type=submit]")?.textContent).toBe(next);
    expect(page.querySelector<HTMLInputElement>("input[name=locale]")?.value).toBe(locale);
    expect(page.querySelector("label[lang]")?.getAttribute("lang")).toBe("en");
    expect(page.body.textContent).not.toContain("Translation missing");
  });

  it.each([
    ["cy", "Iawn, anfonwch e-byst ataf", "5", "cy"],
    ["cy-GB", "Iawn, anfonwch e-byst ataf", "5", "cy"],
    ["fr", WORDS.text, "3", "en"],
  ])(
    "asks in %s with the words of that language, and with the default's where there are none",
    async (locale, text, version, lang) => {
      const welsh = { version: "5", locale: "cy", text: "Iawn, anfonwch e-byst ataf" };
      const page = await render({ ...WORDS, wordings: [WORDS, welsh] }, { locale });
      const label = page.querySelector<HTMLInputElement>("input[type=checkbox]")?.labels?.[0];
      expect([label?.textContent, label?.lang]).toEqual([text, lang]);
      expect(page.querySelector<HTMLInputElement>("input[name=version]")?.value).toBe(version);
    },
  );

  it.each([
    ["there are no words", () => render()],
    ["the theme may not read them", () => render(WORDS, { storefront: "NONE" })],
    ["they lack their version", () => render({ text: WORDS.text })],
    ["they lack their text", () => render({ version: "3", text: "" })],
  ])("leads to the app's page where %s", async (_case, rendered) => {
    const page = await rendered();
    expect(page.querySelector("form")).toBeNull();
    expect(page.querySelector("a")?.getAttribute("href")).toBe("/apps/twostage/subscribe?locale=en");
  });
});
