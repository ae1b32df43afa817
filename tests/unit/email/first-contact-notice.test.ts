import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderCampaignMail } from "~/email/campaignMail";
import { OPT_OUT_KEY, substitutionsFor, WHY_KEY } from "~/email/substitutions";
import { whyThisMail, type Ground } from "~/email/whyThisMail";
import { COMPANY, letter, occurrences, substitute } from "./fixtures";

const NOTICE = { source: "The firm's own website", obtainedAt: new Date("2026-02-03T00:00:00Z"), keptMonths: 24 };
const GROUND: Ground = {
  basis: "legitimate_interest",
  relation: "prospect",
  since: NOTICE.obtainedAt,
  timezone: "Europe/London",
  notice: NOTICE,
};
const why = (source: string) => whyThisMail({ ...GROUND, notice: { ...NOTICE, source } });
const OPT_OUT_URL = "https://shop.example/apps/twostage/optout?token=Ab_-9";

describe("the notice to whom it is owed (UK GDPR Art 14)", () => {
  it.each([
    ["where the data come from", "found them here: “The firm’s own website”, on 3 February 2026"],
    ["what is held", "name, company, company number, country, trade and this email address"],
    ["what for", "to offer you our goods and services by email, and for nothing else"],
    ["the legal basis", "our legitimate interest in finding new customers"],
    ["who sees it", "Nobody sees them but us and the services that keep our data and send our email"],
    ["how long it is kept", "no longer than 24 months"],
    ["the right to object", "You have the right to object, and then we stop at once"],
    ["the other rights", "a copy of your details, and to correct, restrict or erase them"],
    ["whom to complain to", "Information Commissioner’s Office, ico.org.uk"],
  ])("tells %s", (_what, words) => {
    expect(whyThisMail(GROUND)).toContain(words);
  });

  it("follows the reason for the mail, and is not there when it is not owed", () => {
    const reason = whyThisMail({ ...GROUND, notice: null });
    expect(whyThisMail(GROUND)).toMatch(new RegExp(`^${reason.replace(/[.]/g, "\\.")} This is our first email`));
    expect(reason).not.toContain("first email");
  });

  it("names consent as the basis to who has consented", () => {
    expect(whyThisMail({ ...GROUND, basis: "consent" })).toContain("our legal basis is your consent.");
  });

  it("reads the same in HTML and in text, and keeps the mail whole", async () => {
    const content = { subject: "S", preheader: "", body: letter("B"), purpose: "P" };
    const mail = await renderCampaignMail(content, COMPANY, {
      feedbackEmail: "a@b.example",
      policyUrl: "https://shop.example/apps/twostage/policy",
    });
    const values = substitutionsFor({
      why: why('<b>"Directory" & co</b> 100%'),
      optOutUrl: OPT_OUT_URL,
      feedbackUrl: OPT_OUT_URL,
      dataUrl: OPT_OUT_URL,
    });
    const [html, text] = [mail.html, mail.text].map((part) => substitute(part, values)) as [string, string];
    for (const part of [html, text]) expect(part).toContain("found them here: “‹b›’Directory’ ＆ co‹/b› 100％”, on");
    expect(occurrences(html, "</td>")).toBe(occurrences(mail.html, "</td>"));
    expect(text.split("\n").length).toBe(mail.text.split("\n").length);
  });

  it("is safe and small enough for a substitution whatever staff wrote as the source", () => {
    const pieces = fc.oneof(
      fc.constantFrom("<", ">", "&", '"', "'", "%", WHY_KEY, OPT_OUT_KEY, "\r\n", "\u2028", "\u202e", "”, on 1 January. ", "\ud83d", "x".repeat(300)),
      fc.string({ unit: "binary" }),
    ); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
        (source) => {
          const words = why(source);
          expect(() =>
            substitutionsFor({
              why: words,
              optOutUrl: OPT_OUT_URL,
              feedbackUrl: OPT_OUT_URL,
              dataUrl: OPT_OUT_URL,
            }),
          ).not.toThrow();
          expect(Buffer.byteLength(words)).toBeLessThan(10_000);
          // What staff wrote cannot end the quotation it stands in.
          expect([occurrences(words, "“"), occurrences(words, "”")]).toEqual([1, 1]);
          expect(words).not.toMatch(/\p{Surrogate}/u);
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  }, 30_000);
});
