import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { domainOf } from "~/policy/emailAddress";
import { isFreemailDomain } from "~/policy/freemail";
import { domainAndAbove, readWholeDomain } from "~/policy/wholeDomain";

describe("a whole domain", () => {
  test.each([
    ["as it is", "firm.example", "firm.example"],
    ["with an @ before it", "@firm.example", "firm.example"],
    ["as an exported file has it", "*@firm.example", "firm.example"],
    ["in capitals, with spaces and a root dot", "  FIRM.Example. ", "firm.example"],
    ["below another", "sales.firm.co.uk", "sales.firm.co.uk"],
    ["in letters that are not ASCII", "Bücher.example", "xn--bcher-kva.example"],
    ["in decomposed letters", "Bu\u0308cher.example", "xn--bcher-kva.example"],
    ["in full-width letters and dots", "ｆｉｒｍ．example", "firm.example"],
    ["with an invisible mark", "fi\u200brm.example", "firm.example"],
  ])("%s is taken", (_how, typed, domain) => {
    expect(readWholeDomain(typed)).toEqual({ domain });
  });

  test.each([
    ["nothing", "", "no_domain"],
    ["one label", "localhost", "no_domain"],
    ["a whole country", "uk", "no_domain"],
    ["an address", "jo@firm.example", "no_domain"],
    ["a web address", "https://firm.example/", "no_domain"],
    ["a number", "127.0.0.1", "no_domain"],
    ["a wildcard", "*.firm.example", "no_domain"],
    ["a provider of personal mailboxes", "gmail.com", "freemail"],
    ["the same in capitals", "@Hotmail.co.UK", "freemail"],
    ["a name below one", "jo.plus.com", "freemail"],
    ["an ending that all share", "co.uk", "shared_ending"],
    ["an ending that no provider is below", "plc.uk", "shared_ending"],
    ["another country's", "asn.au", "shared_ending"],
  ])("%s is refused", (_what, typed, refusal) => {
    expect(readWholeDomain(typed)).toBe(refusal);
  });

  test("is never a provider's of personal mailboxes, in whatever case and spelling", () => {
    const spelling = fc.constantFrom("gmail.com", "outlook.com", "btinternet.com", "yahoo.co.uk", "icloud.com");
    fc.assert(
      fc.property(spelling, fc.array(fc.boolean()), fc.constantFrom("", "@", "*@", " "), (domain, capitals, before) => {
        const typed = before + [...domain].map((c, at) => (capitals[at] ? c.toUpperCase() : c)).join("");
        expect(isFreemailDomain(domain)).toBe(true);
        expect(readWholeDomain(typed)).toBe("freemail");
      }),
      { seed: 20_261_126 },
    );
  });
});

test("an address is at its domain and at those above it, but at no ending alone", () => {
  expect(domainAndAbove(domainOf("jo@a.b.firm.example") ?? "")).toEqual([
    "a.b.firm.example",
    "b.firm.example",
    "firm.example",
  ]);
  expect(domainAndAbove(domainOf("jo@notfirm.example") ?? "")).toEqual(["notfirm.example"]);
  expect(domainAndAbove("")).toEqual([]);
});
