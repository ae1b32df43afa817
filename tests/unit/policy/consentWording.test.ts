import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_WORDING, tidyWording, wordingFaults, type WordingFault } from "~/policy/consentWording";
import { LOCALES, type Locale } from "~/policy/locale";

const SENDER = "Beacon Spares";
const GOOD: Readonly<Record<Locale, string>> = {
  en: "Yes, Beacon Spares may email me offers for my trade. I can stop this at any time.",
  cy: "Iawn, caiff Beacon Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.",
  fr: "Oui, Beacon Spares peut m’envoyer ses offres par e-mail. Je peux me désabonner à tout moment.",
  de: "Ja, Beacon Spares darf mir Angebote per E-Mail senden. Ich kann das jederzeit widerrufen.",
};

describe("a wording", () => {
  it.each(LOCALES)("that says all it must in %s can be published", (locale) => {
    expect(wordingFaults(GOOD[locale], locale, SENDER)).toEqual([]);
  });

  it.each<[string, Locale, string, WordingFault[]]>([
    ["is empty", "en", "", ["wording_empty"]],
    ["is only blanks", "en", " \n\t ", ["wording_empty"]],
    ["is too long to be read", "en", `${GOOD.en} ${"and offers ".repeat(50)}`, ["wording_too_long"]],
    ["does not name the sender", "en", "Yes, you may email me offers. I can stop at any time.", ["wording_sender_missing"]],
    ["does not say what for", "en", "Yes, Beacon Spares may email me. I can stop at any time.", ["wording_purpose_missing"]],
    ["does not say how", "en", "Yes, Beacon Spares may send me offers. I can stop at any time.", ["wording_channel_missing"]],
    ["does not say that it can be stopped", "en", "Yes, Beacon Spares may email me offers.", ["wording_stop_missing"]],
    ["holds a link", "en", `${GOOD.en} See https://beacon.example`, ["wording_link"]],
    ["holds an address without its scheme", "en", `${GOOD.en} See beacon-spares.co.uk`, ["wording_link"]],
    ["holds markup", "en", `<b>${GOOD.en}</b>`, ["wording_link"]],
    ["holds a Markdown link", "en", `${GOOD.en} [more](/offers)`, ["wording_link"]],
    ["bundles terms", "en", `I accept the terms. ${GOOD.en}`, ["wording_terms"]],
    ["bundles conditions", "en", `${GOOD.en} I agree to the T&Cs.`, ["wording_terms"]],
    ["bundles a privacy notice", "en", `${GOOD.en} I have read the privacy notice.`, ["wording_terms"]],
    ["is only terms", "en", "I accept the terms", ["wording_sender_missing", "wording_purpose_missing", "wording_channel_missing", "wording_stop_missing", "wording_terms"]],
    ["bundles terms in Welsh", "cy", `Rwy'n derbyn y telerau. ${GOOD.cy}`, ["wording_terms"]],
    ["bundles terms in French", "fr", `J’accepte les CGV. ${GOOD.fr}`, ["wording_terms"]],
    ["bundles terms in German", "de", `Ich stimme den AGB zu. ${GOOD.de}`, ["wording_terms"]],
    ["bundles English terms in a German text", "de", `${GOOD.de} I accept the terms.`, ["wording_terms"]],
    ["is English where German is asked for", "de", "Yes, Beacon Spares may send me news by post.", ["wording_purpose_missing", "wording_channel_missing", "wording_stop_missing"]],
  ])("that %s is refused (%s)", (_why, locale, text, faults) => {
    expect(wordingFaults(text, locale, SENDER)).toEqual(faults);
  }); // prettier-ignore

  it.each<[string, Locale, string, string]>([
    ["whose name is a domain", "en", "Spares.co.uk", "Spares.co.uk may email me offers. I can stop at any time."],
    ["whose name holds a word that is otherwise refused", "en", "Terms & Co", "Terms & Co may email me offers. I can unsubscribe."],
    ["whose name is written in capitals", "en", "Beacon Spares", "BEACON SPARES may email me offers. I can opt out."],
    ["whose name has an accent", "fr", "Pièces Élan", "Pièces Élan peut m'envoyer ses offres par courriel. Je peux me désinscrire."],
  ])("may name a sender %s", (_what, locale, sender, text) => {
    expect(wordingFaults(text, locale, sender)).toEqual([]);
  }); // prettier-ignore

  it("whose sender's own name says marketing and email still has to say so itself", () => {
    const text = "Email Offers Ltd may write to me. I can stop at any time.";
    expect(wordingFaults(text, "en", "Email Offers Ltd")).toEqual([
      "wording_purpose_missing",
      "wording_channel_missing",
    ]);
  });

  it("cannot be published while the sender has no name", () => {
    expect(wordingFaults(GOOD.en, "en", " ")).toEqual(["wording_sender_missing"]);
  });

  it("may be as long as the limit and no longer, in characters as people count them", () => {
    const pad = (length: number) => GOOD.en + "é".repeat(length - GOOD.en.length);
    expect(wordingFaults(pad(MAX_WORDING), "en", SENDER)).toEqual([]);
    expect(wordingFaults(pad(MAX_WORDING + 1), "en", SENDER)).toEqual(["wording_too_long"]);
    expect(wordingFaults(GOOD.en + "😀".repeat(MAX_WORDING - GOOD.en.length), "en", SENDER)).toEqual([]);
  });

  it("is stored on one line, composed, without blanks around it", () => {
    expect(tidyWording("  Oui,\n je  le\tveux: e\u0301te ")).toBe("Oui, je le veux: éte");
  });

  it("never passes with a link or terms put anywhere between its words (seeded)", () => {
    const words = GOOD.en.split(" ");
    const poison = fc.constantFrom(
      ["https://a.example", "wording_link"] as const,
      ["www.a.example", "wording_link"] as const,
      ["terms", "wording_terms"] as const,
      ["T&Cs", "wording_terms"] as const,
    );
    fc.assert(
      fc.property(fc.nat(words.length), poison, (at, [word, fault]) => {
        const text = [...words.slice(0, at), word, ...words.slice(at)].join(" ");
        expect(wordingFaults(text, "en", SENDER)).toContain(fault);
      }),
      { seed: 41 },
    );
  });
});
