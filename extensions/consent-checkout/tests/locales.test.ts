import { describe, expect, it } from "vitest";
import cy from "../locales/cy.json";
import de from "../locales/de.json";
import en from "../locales/en.default.json";
import fr from "../locales/fr.json";

describe("the texts of the consent box", () => {
  it.each(Object.entries({ cy, de, fr }))("are all there in %s", (_locale, texts) => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    expect(Object.values(texts).filter((text) => text.trim() === "")).toEqual([]);
  });
});
