import { describe, expect, it } from "vitest";
import { renderVerificationMail, type VerificationRequest } from "~/email/verificationMail";
import { COMPANY, occurrences } from "./fixtures";

const CONFIRM_URL = "https://shop.example/apps/twostage/confirm?token=Ab_-9";
const WORDING = "Yes, email me news <quickly> & often";

const render = (over: Partial<VerificationRequest> = {}) =>
  renderVerificationMail({
    identity: COMPANY,
    wording: WORDING,
    surface: "checkout",
    askedAt: new Date("2026-03-03T14:05:00Z"),
    timezone: "Europe/London",
    confirmUrl: CONFIRM_URL,
    expiresAt: new Date("2026-04-02T14:05:00Z"),
    ...over,
  });

describe("a verification mail", () => {
  it.each(["html", "text"] as const)(
    "says in %s who was asked where and when, and until when the link works",
    (part) => {
      const mail = render()[part];
      expect(mail).toContain("On 3 March 2026 at 14:05 GMT");
      expect(mail).toContain("at our checkout");
      expect(mail).toContain("until 2 April 2026 at 15:05 BST");
      expect(mail).toContain("If it was not you, do nothing");
      expect(mail).toContain("hello@boilerparts.example");
      expect(mail).toContain("company number 07654321");
    },
  );

  it("names the page after the order when that was the place", () => {
    expect(render({ surface: "thank_you" }).text).toContain("on the page that follows an order with us");
  });

  it("repeats exactly the words that were agreed to", () => {
    const { html, text } = render();
    expect(text).toContain(`> ${WORDING}\n`);
    expect(html).toContain("Yes, email me news &lt;quickly&gt; &amp; often");
  });

  it("has one link, the one that confirms, and fetches nothing", () => {
    const { html, text } = render({ wording: "See https://offers.example and [x](https://y.example) <img src=z>" });
    expect([...html.matchAll(/(?:href|src|action|background)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      CONFIRM_URL,
    ]);
    expect(html).not.toMatch(/<img|url\(|<form/);
    expect(occurrences(text, CONFIRM_URL)).toBe(1);
  });

  it("has no marketing in its own words (P13)", () => {
    const { subject, html, text } = render({ wording: "I agree" });
    const promotional =
      /offer|discount|deal|sale|save|%|£|voucher|code|new in|shop now|buy|product|spares|news|latest|free|exclusive|don.t miss|thank/i;
    const visible = html.replace(/<style>[^]*?<\/style>/, "").replace(/<[^>]*>/g, " ");
    for (const words of [subject, visible, text]) expect(words).not.toMatch(promotional);
  });

  it("puts the merchant's name once at the foot when the disclosures already give it", () => {
    const same = render({ identity: { ...COMPANY, tradingName: "Acme Ltd", registeredName: "Acme Ltd" } }).text;
    expect(same).toMatch(/\n\nAcme Ltd\nRegistered in/);
  });

  it("escapes what is foreign", () => {
    const { html } = render({
      identity: { ...COMPANY, tradingName: "<b>A</b>" },
      confirmUrl: 'https://x.example/?a="><b>',
    });
    expect(html).not.toContain("<b>");
  });
});
