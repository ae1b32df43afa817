import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consentForm, domainOf, exclusionForm, usableAddress } from "~/policy/emailAddress";

const SEEDED = { seed: 7, numRuns: 3000 } as const;

/** Whatever somebody could type or paste: parts of addresses, marks, scripts, and plain noise. */
const typed: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "jo",
          "Jo",
          ".",
          "..",
          "+",
          "+tag",
          "@",
          "@gmail.com",
          "@GoogleMail.com",
          "@firm.example",
          "@münchen.example",
          "@firm.example.",
        ),
        fc.constantFrom(
          " ",
          "\u200b",
          "\u2066",
          "\ufeff",
          "\u0301",
          "\u030c",
          "e",
          "J",
          "İ",
          "ſ",
          "Σ",
          '"',
          "/",
          "?",
          "#",
          ":",
          "%41",
          "\\",
          "\u0000",
        ),
        fc.string({ unit: "binary", maxLength: 3 }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);

describe("a usable address", () => {
  it.each([
    ["jo@firm.example", "jo@firm.example"],
    [" jo@firm.example\n", "jo@firm.example"],
    ["Jo.Smith@Firm.Example", "Jo.Smith@firm.example"],
    ["jo+tag@firm.example", "jo+tag@firm.example"],
    ["o'neil@firm.example", "o'neil@firm.example"],
    ["jo@firm.example.", "jo@firm.example"],
    ["jo@sub.firm.co.uk", "jo@sub.firm.co.uk"],
    ["jo@münchen.example", "jo@xn--mnchen-3ya.example"],
    ["jo@xn--mnchen-3ya.example", "jo@xn--mnchen-3ya.example"],
    ["jo@ＦＩＲＭ.example", "jo@firm.example"],
    ["jo\u200b@firm.example\ufeff", "jo@firm.example"],
    ["\u2066jo@firm.example\u2069", "jo@firm.example"],
    [`${"a".repeat(64)}@firm.example`, `${"a".repeat(64)}@firm.example`],
  ])("%j is handed over as %s", (typed, address) => {
    expect(usableAddress(typed)).toBe(address);
  });

  it.each([
    null,
    undefined,
    "",
    " ",
    "@",
    "n/a",
    "jo",
    "jo@",
    "@firm.example",
    "jo@@firm.example",
    "jo@firm",
    "jo@firm..example",
    "jo@-firm.example",
    "jo@firm-.example",
    "jo@firm.e",
    "jo@firm.123",
    "jo@192.168.0.1",
    "jo@[192.168.0.1]",
    "jo@firm.example/path",
    "jo@münchen.example/path",
    "jo@münchen.example:25",
    "jo@münchen.example?x",
    "jo@münchen%2eexample",
    "jo smith@firm.example",
    "jo.@firm.example",
    ".jo@firm.example",
    "jo..smith@firm.example",
    '"jo smith"@firm.example',
    '"jo"@firm.example',
    "siân@firm.example",
    "jo,al@firm.example",
    "jo@firm.example,al@firm.example",
    "Jo <jo@firm.example>",
    "jo@firm.example\r\nBcc: al@firm.example",
    `${"a".repeat(65)}@firm.example`,
    `${"a".repeat(60)}@${"b.".repeat(100)}example`,
    `jo@${"b".repeat(64)}.example`,
  ])("is not to be had of %j", (typed) => {
    expect(usableAddress(typed)).toBeUndefined();
  });

  it("is stable: made usable again it is the same", () => {
    fc.assert(
      fc.property(fc.oneof(typed, fc.emailAddress()), (text) => {
        const usable = usableAddress(text);
        if (usable !== undefined) expect(usableAddress(usable)).toBe(usable);
      }),
      SEEDED,
    );
  });

  it("is plain ASCII without white space, quotes or commas, of at most 254 characters", () => {
    fc.assert(
      fc.property(fc.oneof(typed, fc.emailAddress()), (text) => {
        const usable = usableAddress(text);
        if (usable === undefined) return;
        expect(usable).toMatch(/^[!#-+\--9;=?-~]+@[a-z0-9.-]+$/i);
        expect(usable.length).toBeLessThanOrEqual(254);
      }),
      SEEDED,
    );
  });

  it("has a domain, which is an A-label in lower case", () => {
    expect(domainOf("jo@MÜNCHEN.example")).toBe("xn--mnchen-3ya.example");
    expect(domainOf("jo@Firm.Example.")).toBe("firm.example");
    expect(domainOf("jo")).toBeUndefined();
    expect(domainOf("@firm.example")).toBeUndefined();
  });
});

describe("the exact form, for consent", () => {
  it.each([
    ["Jo@Firm.Example", "jo@firm.example"],
    [" jo@firm.example ", "jo@firm.example"],
    ["jo\u2069@firm.example", "jo@firm.example"],
    ["jo@münchen.example", "jo@xn--mnchen-3ya.example"],
    ["JOSE\u0301@firm.example", "josé@firm.example"],
  ])("of %j is %s", (typed, form) => {
    expect(consentForm(typed)).toBe(form);
  });

  it.each([
    ["jo@gmail.com", "j.o@gmail.com"],
    ["jo@gmail.com", "jo@googlemail.com"],
    ["jo@firm.example", "jo+tag@firm.example"],
    ["jo@firm.example", "jo@sub.firm.example"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(consentForm(one)).not.toBe(consentForm(other));
  });

  it("of itself is itself", () => {
    fc.assert(
      fc.property(typed, (text) => {
        expect(consentForm(consentForm(text))).toBe(consentForm(text));
      }),
      SEEDED,
    );
  });
});

describe("the broad form, for exclusion", () => {
  it.each([
    ["jo@firm.example", "JO@FIRM.EXAMPLE"],
    ["jo@firm.example", "  jo@firm.example.\t"],
    ["jo@firm.example", "jo+offers@firm.example"],
    ["jo@firm.example", "jo+a+b@firm.example"],
    ["jo@firm.example", "\u2066jo@firm.example\u2069"],
    ["jo@firm.example", "\u202ajo@firm.example\u202c"],
    ["jo@firm.example", "jo\u00ad@firm\u200b.example"],
    ["josmith@gmail.com", "J.o.Smith@gmail.com"],
    ["josmith@gmail.com", "jo.smith+x@googlemail.com"],
    ["jo@münchen.example", "Jo@MÜNCHEN.example"],
    ["jo@münchen.example", "jo@xn--mnchen-3ya.example"],
    ["jose\u0301@firm.example", "josé@firm.example"],
    ["e\u200b\u0301@firm.example", "é@firm.example"],
  ])("takes %j and %j for one", (one, other) => {
    expect(exclusionForm(other)).toBe(exclusionForm(one));
  });

  it.each([
    ["jo.smith@firm.example", "josmith@firm.example"],
    ["jo@firm.example", "jo@sub.firm.example"],
    ["jo-offers@firm.example", "jo@firm.example"],
    ["+jo@firm.example", "+al@firm.example"],
    ["gmail.com@firm.example", "gmailcom@firm.example"],
    ["...@gmail.com", "..@gmail.com"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(exclusionForm(other)).not.toBe(exclusionForm(one));
  });

  it.each(["", "@", "jo", "jo@", "@firm.example", "...@gmail.com", "+@gmail.com", "\u0000"])(
    "never fails: %j has one",
    (text) => {
      expect(typeof exclusionForm(text)).toBe("string");
    },
  );

  it("of itself is itself", () => {
    fc.assert(
      fc.property(typed, (text) => {
        expect(exclusionForm(exclusionForm(text))).toBe(exclusionForm(text));
      }),
      SEEDED,
    );
  });

  it("is at least as broad as the exact form: who is the same for consent is the same for exclusion", () => {
    fc.assert(
      fc.property(typed, (text) => {
        expect(exclusionForm(consentForm(text))).toBe(exclusionForm(text));
      }),
      SEEDED,
    );
  });

  it("of a usable address is that of what was typed", () => {
    fc.assert(
      fc.property(fc.oneof(typed, fc.emailAddress()), (text) => {
        const usable = usableAddress(text);
        if (usable !== undefined) expect(exclusionForm(usable)).toBe(exclusionForm(text));
      }),
      SEEDED,
    );
  });

  it("covers every tag and every case", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.stringMatching(/^[a-z0-9]{1,8}$/), (address, tag) => {
        fc.pre(!address.includes("+"));
        const at = address.lastIndexOf("@");
        const tagged = `${address.slice(0, at)}+${tag}${address.slice(at)}`;
        expect(exclusionForm(tagged.toUpperCase())).toBe(exclusionForm(address));
      }),
      SEEDED,
    );
  });
});
