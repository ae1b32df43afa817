import { describe, expect, it } from "vitest";
import { disclosureLines } from "~/email/identity";
import { listUnsubscribeHeaders } from "~/email/listUnsubscribe";
import {
  DATA_KEY,
  FEEDBACK_KEY,
  OPT_OUT_KEY,
  substitutionsFor,
  TOKEN_KEY,
  WHY_KEY,
  withLinks,
} from "~/email/substitutions";
import { recipientLinks } from "~/policy/publicPages";
import { whyThisMail, type Ground } from "~/email/whyThisMail";
import { RELATIONS } from "~/policy/facts";
import { BASES } from "~/policy/reasons";
import { COMPANY, SOLE_TRADER } from "./fixtures";

const ground = (over: Partial<Ground>): Ground => ({
  basis: "consent",
  relation: "customer",
  since: new Date("2026-03-03T12:00:00Z"),
  timezone: "Europe/London",
  ...over,
});

const DATA_URL = "https://shop.example/apps/twostage/data?token=Ab_-9";

describe("the trading disclosures", () => {
  it("give a company's name, place, number and office", () => {
    expect(disclosureLines(COMPANY)).toEqual([
      "Boiler Part Finder is a trading name of Boiler Part Finder (Trade) Ltd.",
      "Registered in England and Wales, company number 07654321.",
      "Registered office: Unit 4, Canal Wharf, Leeds, LS11 5PU.",
    ]);
  });

  it("do not call a company a trading name of itself", () => {
    expect(disclosureLines({ ...COMPANY, tradingName: "ACME LTD", registeredName: "Acme Ltd" })[0]).toBe("Acme Ltd");
  });

  it("give an unregistered merchant's proprietors and address, and no company number left over", () => {
    expect(disclosureLines({ ...SOLE_TRADER, companyNumber: "07654321" })).toEqual([
      "Run by Joanna Bloggs.",
      "Address for legal documents: 1 High Street, Ripon HG4 1AA.",
    ]);
  });

  it("leave out what is not filled in yet", () => {
    const empty = { ...COMPANY, registeredName: "", companyNumber: "", placeOfRegistration: "", registeredOffice: " " };
    expect(disclosureLines(empty)).toEqual([]);
    expect(disclosureLines({ ...empty, companyNumber: "SC123456" })).toEqual(["Company number SC123456."]);
  });

  it("keep to one line each, whatever was typed", () => {
    const lines = disclosureLines({ ...COMPANY, registeredName: "Evil\r\nBcc: x@y.example\u202E Ltd" });
    expect(lines.join("")).not.toMatch(/[\r\n\u202E]/);
  });
});

describe("why a person receives a mail", () => {
  it("names the day of the confirmation in the shop's time zone", () => {
    const lateEvening = new Date("2026-06-30T23:30:00Z");
    expect(whyThisMail(ground({ since: lateEvening }))).toContain("confirmed it on 1 July 2026 by the link");
    expect(whyThisMail(ground({ since: lateEvening, timezone: "America/New_York" }))).toContain("on 30 June 2026");
  });

  it("tells a company since when it has been a customer, and on which ground it is mailed", () => {
    const why = whyThisMail(ground({ basis: "legitimate_interest" }));
    expect(why).toContain("customer since 3 March 2026");
    expect(why).toContain("legitimate interest");
  });

  it("does not call a prospect a customer", () => {
    expect(whyThisMail(ground({ basis: "legitimate_interest", relation: "prospect" }))).toContain(
      "not our customer yet",
    );
  });

  it("makes up no reason where there is none", () => {
    expect(() => whyThisMail(ground({ basis: "legitimate_interest", relation: "none" }))).toThrow(RangeError);
  });

  it("gives a reason also in a time zone this machine does not know", () => {
    expect(whyThisMail(ground({ timezone: "Europe/Nowhere" }))).toContain("3 March 2026");
  });

  it("can be substituted as it is, for every ground that can occur", () => {
    const grounds = BASES.flatMap((basis) =>
      RELATIONS.filter((relation) => basis === "consent" || relation !== "none").flatMap((relation) =>
        [new Date("2026-03-03T12:00:00Z"), null].map((since) => ground({ basis, relation, since })),
      ),
    );
    expect(grounds).toHaveLength(10);
    for (const why of grounds.map(whyThisMail)) {
      expect(why).not.toMatch(/[<>&"'%\n]|null|undefined|Invalid/);
      expect(why).toMatch(/^[A-Z].*\.$/);
      expect(() =>
        substitutionsFor({
          why,
          optOutUrl: "https://shop.example/apps/twostage/optout?token=Ab_-9",
          dataUrl: DATA_URL,
          feedbackUrl: "https://shop.example/apps/twostage/feedback?token=Ab_-9",
        }),
      ).not.toThrow();
    }
  });
});

describe("the substitutions", () => {
  it("carry the reason and the link under their keys", () => {
    const optOutUrl = "https://shop.example/apps/twostage/optout?token=Ab_-9";
    const feedbackUrl = "https://shop.example/apps/twostage/feedback?token=Ab_-9";
    expect(substitutionsFor({ why: "You asked.", optOutUrl, feedbackUrl, dataUrl: DATA_URL })).toEqual({
      [WHY_KEY]: "You asked.",
      [OPT_OUT_KEY]: optOutUrl,
      [FEEDBACK_KEY]: feedbackUrl,
      [DATA_KEY]: DATA_URL,
    });
  });

  it.each([
    { why: "A <b>reason</b>", optOutUrl: "https://shop.example/?token=a" },
    { why: "Fish & chips", optOutUrl: "https://shop.example/?token=a" },
    { why: "", optOutUrl: "https://shop.example/?token=a" },
    { why: `Nested ${OPT_OUT_KEY}`, optOutUrl: "https://shop.example/?token=a" },
    { why: "You asked.", optOutUrl: "https://shop.example/?token=a&x=1" },
    { why: "You asked.", optOutUrl: "javascript:alert(1)" },
    { why: "You asked.", optOutUrl: "" },
  ])("refuse what would read differently in HTML and text: $why $optOutUrl", ({ why, optOutUrl }) => {
    const good = "https://shop.example/?token=a";
    const urls = { optOutUrl: good, feedbackUrl: good, dataUrl: good };
    expect(() => substitutionsFor({ ...urls, why, optOutUrl })).toThrow(TypeError);
    const bad = optOutUrl === good ? "" : optOutUrl;
    expect(() => substitutionsFor({ ...urls, why, feedbackUrl: bad })).toThrow(TypeError);
    expect(() => substitutionsFor({ ...urls, why, dataUrl: bad })).toThrow(TypeError);
  });
});

describe("the one-click headers", () => {
  it("are those of RFC 8058", () => {
    expect(listUnsubscribeHeaders("https://app.example/one-click/Ab_-9")).toEqual({
      "List-Unsubscribe": "<https://app.example/one-click/Ab_-9>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  it("cannot be broken open by the address", () => {
    const header = listUnsubscribeHeaders("https://app.example/one-click/a>, <mailto:x@y.example>\r\nBcc: z")[
      "List-Unsubscribe"
    ];
    expect(header).toMatch(/^<[^<>\s]+>$/);
  });

  it("name an address to write to after the web address, where there is one (RFC 2369)", () => {
    expect(listUnsubscribeHeaders("https://app.example/one-click/Ab_-9", "u0a1b@feedback.shop.example")).toEqual({
      "List-Unsubscribe":
        "<https://app.example/one-click/Ab_-9>, <mailto:u0a1b@feedback.shop.example?subject=unsubscribe>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  it.each(["", "a>b@x.example", "a b@x.example", "a@x.example\r\nBcc: z@y.example", "no-address"])(
    "refuse the address %j",
    (address) => {
      expect(() => listUnsubscribeHeaders("https://app.example/one-click/a", address)).toThrow(TypeError);
    },
  );

  it("refuse what is no web address", () => {
    expect(() => listUnsubscribeHeaders("/one-click/a")).toThrow(TypeError);
    expect(() => listUnsubscribeHeaders("mailto:a@b.example")).toThrow(TypeError);
  });

  it("are fewer in a request for many: the links stand in its content, but for their token", () => {
    const part = `<a href="${OPT_OUT_KEY}">${OPT_OUT_KEY}</a> ${DATA_KEY} ${FEEDBACK_KEY} ${WHY_KEY}`;
    const page = (name: string) => `https://shop.example/apps/twostage/${name}?token=${TOKEN_KEY}`;
    expect(withLinks(part, (token) => recipientLinks("https://shop.example", token))).toBe(
      `<a href="${page("optout")}">${page("optout")}</a> ${page("data")} ${page("feedback")} ${WHY_KEY}`,
    );
  });

  it.each([
    ["an address with a character of HTML", (token: string) => `https://shop.example/"?token=${token}`],
    ["an address with a key in it", (token: string) => `https://shop.example/${WHY_KEY}?token=${token}`],
    ["no web address", (token: string) => `javascript:alert(1)//${token}`],
    ["an address that does not end in the token", (token: string) => `https://shop.example/?token=${token}&x`],
    ["an address without a token", () => "https://shop.example/"],
  ])("refuse %s for a link of the content", (_what, link) => {
    for (const name of ["optOutUrl", "dataUrl", "feedbackUrl"])
      expect(() =>
        withLinks("", (token) => ({ ...recipientLinks("https://shop.example", token), [name]: link(token) })),
      ).toThrow(TypeError);
  });
});
