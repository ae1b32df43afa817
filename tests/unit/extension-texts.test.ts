import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LOCALES } from "~/policy/locale";
import { ASKED_FORMS } from "~/policy/statedForm";
import { SHOPPER_WORDS } from "~/ui/wordingWords";

const FOLDER = path.resolve("extensions/consent-checkout");
const texts = (locale: string) => {
  const file = locale === "en" ? "en.default.json" : `${locale}.json`;
  return JSON.parse(readFileSync(path.join(FOLDER, "locales", file), "utf8")) as Record<string, string>;
};
const sources = readdirSync(path.join(FOLDER, "src")).map((name) =>
  readFileSync(path.join(FOLDER, "src", name), "utf8"),
);
const FORM_TEXTS = Object.fromEntries(
  sources
    .flatMap((source) => [...(/FORM_TEXTS[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? "").matchAll(/"?([\w ]+)"?: "(\w+)"/g)])
    .map(([, form = "", key = ""]) => [form.trim(), key]),
);

describe("the texts of the extension", () => {
  it("are those that its sources ask for, and no more", () => {
    const asked = sources.flatMap((source) =>
      [...source.matchAll(/translate\(\s*"(\w+)"/g)].map(([, key]) => key ?? ""),
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((key) => !(key in texts("en")))).toEqual([]);
    const quoted = sources.flatMap((source) => [...source.matchAll(/"([A-Za-z]+)"/g)].map(([, word]) => word ?? ""));
    // The name is asked for by the configuration.
    const used = new Set([...quoted, "name"]);
    expect(Object.keys(texts("en")).filter((key) => !used.has(key))).toEqual([]);
  });

  it("are there for every form that a person is asked to choose from", () => {
    expect(Object.keys(FORM_TEXTS)).toEqual([...ASKED_FORMS]);
    for (const locale of LOCALES) expect(Object.values(FORM_TEXTS).filter((key) => !texts(locale)[key])).toEqual([]);
  });

  it.each(LOCALES)("stand in the preview of the admin as in the extension, in %s", (locale) => {
    const { willConfirm, send } = texts(locale);
    expect(SHOPPER_WORDS[locale]).toMatchObject({ willConfirm, send });
  });
});
