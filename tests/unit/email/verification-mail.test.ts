import { describe, expect, it } from "vitest";
import { renderVerificationMail, type VerificationRequest } from "~/email/verificationMail";
import { CONSENT_SURFACES, INBOUND_WAYS } from "~/policy/consentSurface";
import { LANGUAGE_TAGS, LOCALES, type Locale } from "~/policy/locale";
import { COMPANY, occurrences } from "./fixtures";

const CONFIRM_URL = "https://shop.example/apps/twostage/confirm?token=Ab_-9";
const REPORT_URL = "https://shop.example/apps/twostage/report?token=Ab_-9";
const WORDING = "Yes, email me news <quickly> & often";

const render = (over: Partial<VerificationRequest> = {}) =>
  renderVerificationMail({
    identity: COMPANY,
    locale: "en",
    wording: WORDING,
    surface: "checkout",
    orderId: null,
    askedHow: null,
    askedAt: new Date("2026-03-03T14:05:00Z"),
    timezone: "Europe/London",
    confirmUrl: CONFIRM_URL,
    reportUrl: REPORT_URL,
    expiresAt: new Date("2026-04-02T14:05:00Z"),
    ...over,
  });

/** What is read of a mail: without styles and tags. */
const visible = (html: string) =>
  html
    .replace(/<style>[^]*?<\/style>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'");

/** Words of marketing, by language: what an offer, a price or a shop window would say. */
const PROMOTIONAL: Readonly<Record<Locale, RegExp>> = {
  en: /offer|discount|deal|sale|save|%|£|voucher|code|new in|shop now|buy|product|spares|news|latest|free|exclusive|don.t miss|thank/i,
  cy: /cynnig|cynigion|gostyngiad|bargen|arbed|%|£|taleb|prynu|cynnyrch|newyddion|diweddaraf|am ddim|unigryw|diolch/i,
  fr: /offre|promotion|remise|réduction|solde|économ|%|£|€|bon d.achat|achet|produit|nouveaut|gratuit|exclusi|profitez|merci/i,
  de: /angebot|rabatt|schnäppchen|spar(?!t)|%|£|€|gutschein|kauf|produkt|neuheit|aktuell|gratis|kostenlos|exklusiv|danke/i,
};

describe("a verification mail", () => {
  it.each(["html", "text"] as const)(
    "says in %s who was asked where and when, until when the page works, and what to do if it was not you",
    (part) => {
      const mail = render()[part];
      expect(mail).toContain("On 3 March 2026 at 14:05 GMT");
      expect(mail).toContain("at our checkout");
      expect(mail).toContain("until 2 April 2026 at 15:05 BST");
      expect(mail).toContain("If it was not you, do nothing");
      expect(mail).toContain(REPORT_URL);
      expect(mail).toContain("hello@boilerparts.example");
      expect(mail).toContain("company number 07654321");
    },
  );

  it("names the order it came with", () => {
    expect(render({ surface: "thank_you", orderId: "5001" }).text).toContain(
      "on the page that follows an order with us (order reference 5001)",
    );
  });

  it("says that staff noted it, and how the person had asked", () => {
    const { text } = render({ surface: "staff", askedHow: "phone" });
    expect(text).toContain("one of our staff noted that somebody had given this email address by telephone");
    expect(text).not.toContain("ticked");
  });

  it("repeats exactly the words that were agreed to", () => {
    const { html, text } = render();
    expect(text).toContain(`> ${WORDING}\n`);
    expect(html).toContain("Yes, email me news &lt;quickly&gt; &amp; often");
  });

  it("puts the merchant's name once at the foot when the disclosures already give it", () => {
    const same = render({ identity: { ...COMPANY, tradingName: "Acme Ltd", registeredName: "Acme Ltd" } }).text;
    expect(same).toMatch(/\n\nAcme Ltd\nRegistered in/);
  });

  it("escapes what is foreign", () => {
    const { html } = render({
      identity: { ...COMPANY, tradingName: "<b>A</b>" },
      confirmUrl: 'https://x.example/?a="><b>',
      reportUrl: 'https://x.example/?a="><b>',
    });
    expect(html).not.toContain("<b>");
  });
});

describe.each(LOCALES)("a verification mail in %s", (locale) => {
  const everySurface = CONSENT_SURFACES.flatMap((surface) =>
    surface === "staff"
      ? INBOUND_WAYS.map((askedHow) => render({ locale, surface, askedHow, wording: "-" }))
      : [render({ locale, surface, orderId: "5001", wording: "-" })],
  );

  it("is marked as being in that language, with the disclosures in their own", () => {
    const { html } = render({ locale });
    expect(html).toContain(`<html lang="${LANGUAGE_TAGS[locale]}"`);
    expect(html).toMatch(/<div lang="en-GB">[^]*company number 07654321/);
  });

  it("has no marketing in its own words, wherever it was asked (P13)", () => {
    for (const { subject, html, text } of everySurface)
      for (const words of [subject, visible(html), text]) expect(words).not.toMatch(PROMOTIONAL[locale]);
  });

  it("fetches nothing, and has two links and no other", () => {
    const evil = "See https://offers.example and [x](https://y.example) <img src=z>";
    for (const { html, text } of [render({ locale, wording: evil }), ...everySurface]) {
      expect([...html.matchAll(/(?:href|src|srcset|action|background)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
        CONFIRM_URL,
        REPORT_URL,
      ]);
      expect(html).not.toMatch(/<(img|picture|svg|video|form|link|script|iframe)\b|url\(/i);
      expect(occurrences(text, CONFIRM_URL)).toBe(1);
      expect(occurrences(text, REPORT_URL)).toBe(1);
      expect(text.replace(evil, "").match(/https?:\/\//g)).toHaveLength(2);
    }
  });

  it("has no word of the merchant but name, wording, contact and disclosures", () => {
    const mark = (text: string) => `${text}-of-the-merchant`;
    const identity = {
      ...COMPANY,
      tradingName: mark("Name"),
      contactEmail: "contact-of-the-merchant@x.example",
      registeredName: mark("Registered"),
    };
    const { text } = render({ locale, identity, wording: mark("Wording") });
    const lines = text.split("\n").filter((line) => line.includes("of-the-merchant"));
    expect(lines[0]).toBe("> Wording-of-the-merchant");
    expect(lines.slice(1)).toHaveLength(2);
    expect(lines[1]).toContain("contact-of-the-merchant@x.example");
    expect(lines[2]).toBe("Name-of-the-merchant is a trading name of Registered-of-the-merchant.");
  });
});
