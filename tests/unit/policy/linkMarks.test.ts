import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { campaignMark, LONGEST_MARK, MARK, markedLink, marksOf } from "~/policy/linkMarks";

const MARKS = { source: "newsletter", medium: "email", campaign: "march-offers" };
const QUERY = "utm_source=newsletter&utm_medium=email&utm_campaign=march-offers";
const HOSTS = ["www.shop.example", "shop.myshopify.com"];

describe("a link of a mail", () => {
  test.each([
    ["to the store", "https://www.shop.example/pumps", `https://www.shop.example/pumps?${QUERY}`],
    ["to its front page", "https://www.shop.example", `https://www.shop.example?${QUERY}`],
    ["to the store by another host of it", "https://shop.myshopify.com/a", `https://shop.myshopify.com/a?${QUERY}`],
    ["in capitals", "HTTPS://WWW.SHOP.EXAMPLE/A", `HTTPS://WWW.SHOP.EXAMPLE/A?${QUERY}`],
    ["with a query", "https://www.shop.example/a?variant=1", `https://www.shop.example/a?variant=1&${QUERY}`],
    ["with an empty query", "https://www.shop.example/a?", `https://www.shop.example/a?${QUERY}`],
    ["with a fragment", "https://www.shop.example/a#price", `https://www.shop.example/a?${QUERY}#price`],
    ["with both", "https://www.shop.example/a?b=%20c#d?e", `https://www.shop.example/a?b=%20c&${QUERY}#d?e`],
  ])("%s is marked, and what stands in it stays", (_what, url, marked) => {
    expect(markedLink(url, MARKS, HOSTS)).toBe(marked);
  });

  test.each([
    ["to somebody else", "https://other.example/pumps"],
    ["to a host that only begins as the store's", "https://www.shop.example.evil.example/"],
    ["to a host below the store's", "https://blog.www.shop.example/"],
    ["to the store's host at another port", "https://www.shop.example:8443/"],
    ["that names the store as a user", "https://www.shop.example@other.example/"],
    ["to a mail address", "mailto:hello@www.shop.example"],
    ["to no page at all", "https://"],
    ["to this app's page of the policy", "https://www.shop.example/apps/twostage/policy"],
    ["to this app's page of opting out", "https://www.shop.example/apps/twostage/optout?token=a"],
    ["to this app's pages in capitals", "https://www.shop.example/Apps/Twostage/data"],
    ["with marks of its own", "https://www.shop.example/a?utm_campaign=mine"],
    ["with marks of its own in capitals", "https://www.shop.example/a?b=c&UTM_Source=mine"],
  ])("%s stays as it is", (_what, url) => {
    expect(markedLink(url, MARKS, HOSTS)).toBe(url);
  });

  it("is not marked twice, and its own part is kept letter by letter", () => {
    const path = fc.string({ unit: "grapheme-ascii" }).filter((text) => !/[\s#?\\]/.test(text));
    fc.assert(
      fc.property(path, path, (place, query) => {
        const url = `https://www.shop.example/p/${place}?q=${query}`;
        const marked = markedLink(url, MARKS, HOSTS);
        expect(markedLink(marked, MARKS, HOSTS)).toBe(marked);
        expect([url, `${url}&${QUERY}`, `${url}${QUERY}`]).toContain(marked);
      }),
      { seed: 6 },
    );
  });
});

describe("the marks of a campaign", () => {
  const campaign = { name: "März: Offers & more!", utmSource: "", utmMedium: "", utmCampaign: "" };

  it("are none until somebody chooses them", () => {
    expect(marksOf(campaign)).toBeUndefined();
    expect(marksOf({ ...campaign, utmSource: "newsletter" })).toBeUndefined();
  });

  it("name the campaign by its own name, or as staff wrote it", () => {
    const chosen = { ...campaign, utmSource: "newsletter", utmMedium: "email" };
    expect(marksOf(chosen)).toEqual({ source: "newsletter", medium: "email", campaign: "marz-offers-more" });
    expect(marksOf({ ...chosen, utmCampaign: "spring" })?.campaign).toBe("spring");
  });

  it("can always be made of a name", () => {
    expect(campaignMark("春の")).toBe("campaign");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        expect(campaignMark(name)).toMatch(MARK);
        expect(campaignMark(name).length).toBeLessThanOrEqual(LONGEST_MARK);
      }),
      { seed: 6 },
    );
  });
});
