import { describe, expect, it } from "vitest";
import cy from "../locales/cy.json";
import de from "../locales/de.json";
import en from "../locales/en.default.json";
import fr from "../locales/fr.json";

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe("the texts of the extension", () => {
  it.each(Object.entries({ cy, de, fr }))("are all there in %s, with the same places to fill in", (_locale, texts) => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    expect(Object.values(texts).filter((text) => text.trim() === "")).toEqual([]);
    for (const [key, text] of Object.entries(texts))
      expect(placeholders(text), key).toEqual(placeholders(en[key as keyof typeof en]));
  });
});
