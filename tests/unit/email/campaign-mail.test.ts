// @vitest-environment jsdom
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mailBlocks } from "~/email/blockSchema";
import { renderCampaignMail, type CampaignContent } from "~/email/campaignMail";
import { type SenderIdentity } from "~/email/identity";
import { mergeSubstitutions } from "~/email/mergeKeys";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, substitutionsFor, WHY_KEY } from "~/email/substitutions";
import { DAY, NIGHT } from "~/email/styles";
import type { MailBlock } from "~/policy/mailBlocks";
import { contrast } from "../../support/contrast";
import { COMPANY, letter, occurrences, SOLE_TRADER, substitute } from "./fixtures";

const CONTENT: CampaignContent = {
  subject: "Spring prices",
  preheader: "15% off",
  body: letter("Hello **there**"),
  purpose: "To tell trade customers about spring prices",
};
const OPT_OUT_URL = "https://shop.example/apps/twostage/optout?token=Ab_-9";
const DATA_URL = "https://shop.example/apps/twostage/data?token=Ab_-9";
const FEEDBACK_URL = "https://shop.example/apps/twostage/feedback?token=Ab_-9";
const POLICY_URL = "https://shop.example/apps/twostage/policy";

const render = (content: Partial<CampaignContent> = {}, identity: SenderIdentity = COMPANY) =>
  renderCampaignMail({ ...CONTENT, ...content }, identity, {
    feedbackEmail: identity.contactEmail,
    policyUrl: POLICY_URL,
  });

const asReceived = async (content: Partial<CampaignContent> = {}, identity = COMPANY) => {
  const mail = await render(content, identity);
  const values = substitutionsFor({
    why: "You asked us to email you.",
    optOutUrl: OPT_OUT_URL,
    feedbackUrl: FEEDBACK_URL,
    dataUrl: DATA_URL,
  });
  return {
    html: substitute(mail.html, values),
    text: substitute(mail.text, values),
    subject: substitute(mail.subject, values),
  };
};

/** How the bands of a mail begin that a reader of its HTML sees: outside of everything that is hidden, and of the merchant's part. */
function wholeBands(html: string): string[] {
  const page = new DOMParser().parseFromString(html, "text/html");
  const bands = [...page.querySelectorAll(".ts-frame > table > tbody > tr > td > .ts-band")];
  const seen = bands.filter((band) => {
    for (let each: Element | null = band; each; each = each.parentElement)
      if (/display:\s*none|visibility|opacity|max-height/.test(each.getAttribute("style") ?? "")) return false;
    return true;
  });
  return seen.map((band) => /Marketing email from|Stop these emails/.exec(band.textContent)?.[0] ?? "");
}

const NOBODY = { name: "", company: "" };

describe("the marks of a campaign's links", () => {
  const marks = { source: "newsletter", medium: "email", campaign: "spring" };
  const query = "utm_source=newsletter&utm_medium=email&utm_campaign=spring";
  const page = (name: string) => `https://shop.example/${name}`;
  const body: readonly MailBlock[] = [
    { id: "t", type: "text", markdown: `[Pumps](${page("t1")}), ${page("t2")}, [us](mailto:hi@shop.example), <https://other.example/o>` },
    { id: "b", type: "button", label: "Buy", url: page("b"), align: "left" },
    { id: "i", type: "image", url: page("i.png"), alt: "A pump", link: page("i"), width: 100 },
    { id: "p", type: "products", products: [{ id: "gid", title: "Pump", image: page("p.png"), alt: "", price: "", url: page("p") }] },
    { id: "c", type: "columns", columns: [[{ id: "d", type: "button", label: "More", url: page("c"), align: "left" }], []] },
  ]; // prettier-ignore
  const drawn = async (storeHosts: readonly string[]) => {
    const links = { feedbackEmail: "hello@shop.example", policyUrl: POLICY_URL, storeHosts };
    const { html, text } = await renderCampaignMail({ ...CONTENT, body, marks }, COMPANY, links);
    const found = new DOMParser().parseFromString(html, "text/html").querySelectorAll("a, img");
    const addresses = [...found].map((each) => each.getAttribute("href") ?? each.getAttribute("src") ?? "");
    return { addresses, text };
  };

  it("stand in every link of the merchant's part that leads to the store, in HTML and in text, and nowhere else", async () => {
    const { addresses, text } = await drawn(["shop.example"]);
    const marked = ["t1", "t2", "b", "i", "p", "c"].map((name) => `${page(name)}?${query}`);
    expect(new Set(addresses.filter((each) => each.includes("utm_")))).toEqual(new Set(marked));
    for (const url of marked) expect(text).toContain(url);
    expect(occurrences(text, "utm_source")).toBe(marked.length);
    for (const url of ["mailto:hi@shop.example", "https://other.example/o", page("i.png"), page("p.png"), POLICY_URL])
      expect(addresses).toContain(url);
    for (const key of [OPT_OUT_KEY, FEEDBACK_KEY, DATA_KEY]) expect(addresses).toContain(key);
  });

  it("are written once where an address is its own words", async () => {
    expect((await drawn(["shop.example"])).text).toContain(`, ${page("t2")}?${query}, us (mailto:hi@shop.example)`);
  });

  it("stand nowhere for a store that is elsewhere", async () => {
    const { addresses, text } = await drawn(["other-shop.example"]);
    expect(addresses.join(" ") + text).not.toContain("utm_");
  });
});

describe("a campaign mail", () => {
  it.each(["html", "text"] as const)(
    "says in %s that it is marketing, from whom, what for and why (P8)",
    async (part) => {
      const mail = (await asReceived())[part];
      expect(mail).toContain("Marketing email from Boiler Part Finder (Boiler Part Finder (Trade) Ltd)");
      expect(mail).toContain("To tell trade customers about spring prices");
      expect(mail).toContain("You asked us to email you.");
      expect(mail).toContain("company number 07654321");
      expect(mail).toContain("Unit 4, Canal Wharf, Leeds, LS11 5PU");
      expect(mail).toContain("hello@boilerparts.example");
    },
  );

  it("offers the opt-out link in the footer of both parts, after the merchant's words (P9)", async () => {
    const { html, text } = await asReceived();
    expect(html).toMatch(
      /<a [^>]*href="https:\/\/shop\.example\/apps\/twostage\/optout\?token=Ab_-9"[^>]*>Stop these emails<\/a>/,
    );
    expect(html.indexOf(OPT_OUT_URL)).toBeGreaterThan(html.indexOf("there</strong>"));
    expect(text).toContain(`Stop these emails: ${OPT_OUT_URL}\n`);
    expect(text.indexOf(OPT_OUT_URL)).toBeGreaterThan(text.indexOf("Hello there"));
  });

  it("leads in both parts to what is held about the recipient, after the opt-out (UK GDPR Art 12(2))", async () => {
    const { html, text } = await asReceived();
    expect(html).toMatch(
      /<a [^>]*href="https:\/\/shop\.example\/apps\/twostage\/data\?token=Ab_-9"[^>]*>See what we hold about you/,
    );
    expect(html.indexOf(DATA_URL)).toBeGreaterThan(html.indexOf(OPT_OUT_URL));
    expect(text).toContain(`See what we hold about you, or have it erased: ${DATA_URL}\n`);
    expect(html + text).not.toContain(DATA_KEY);
  });

  it("leads from the footer of both parts to the form to write by and to the published policy (P14)", async () => {
    const { html, text } = await asReceived();
    for (const url of [FEEDBACK_URL, POLICY_URL]) {
      expect(html.replaceAll("&amp;", "&")).toContain(`href="${url}"`);
      expect(html.indexOf(url)).toBeGreaterThan(html.indexOf("there</strong>"));
      expect(text).toContain(`: ${url}\n`);
    }
    expect(text).toContain("A person will read it and answer you. Or write to hello@boilerparts.example.");
  });

  it("names a sole trader's proprietor instead of a company", async () => {
    const { html, text } = await asReceived({}, SOLE_TRADER);
    expect(text).toContain("Marketing email from Jo's Spares\n");
    expect(text).toContain("Run by Joanna Bloggs.");
    expect(html).toContain("Jo&#39;s Spares");
    expect(html + text).not.toContain("company number");
  });

  it("escapes what the merchant typed in single lines", async () => {
    const { html } = await render(
      { subject: "<b>S</b>", preheader: "<i>P</i>", purpose: '"><script>x</script>' },
      { ...COMPANY, tradingName: "A<u>B", contactEmail: 'x"@y.example' },
    );
    expect(html).not.toMatch(/<b>S|<i>P|<script|<u>|x"@y/);
  });

  it("keeps the subject on one line", async () => {
    expect((await render({ subject: "Spring\r\nBcc: x@y.example" })).subject).toBe("Spring Bcc: x@y.example");
  });

  it("leaves the preview to the first block when there is no preheader", async () => {
    expect((await render({ preheader: " " })).html).not.toContain("display:none");
    expect((await render()).html).toMatch(/display:none[^>]*>15% off/);
  });

  it("shows a key that the merchant wrote as the merchant wrote it", async () => {
    const { html, text } = await asReceived({ body: letter(`See ${WHY_KEY} and ${OPT_OUT_KEY}`) });
    expect(html).toContain("See &#37;twostage_why% and &#37;twostage_opt_out_url%");
    expect(text).toContain("See %\u200Btwostage_why%");
    expect(occurrences(text, OPT_OUT_URL)).toBe(1);
    expect(occurrences(html, OPT_OUT_URL)).toBe(1);
  });

  it.each([
    "%twostage\\_why%",
    "%twostage_&#119;hy%",
    "&#37;twostage_why%",
    "%twostage_**why**%",
    "%TWOSTAGE_WHY%",
    "`%twostage_why%`",
    "[x](https://x.example/%twostage_why%)",
    "<https://x.example/%twostage_why%>",
    "[x](https://x.example 'title %twostage_why%')",
    "text ending in %twostage_why",
    "\u202E%\u202Etwostage_why%",
  ])("lets no key through that is made by way of markdown: %s", async (body) => {
    const mail = await render({ body: letter(body) });
    for (const part of [mail.html, mail.text]) {
      expect(occurrences(part.toLowerCase(), WHY_KEY)).toBe(1);
      expect(occurrences(part.toLowerCase(), OPT_OUT_KEY)).toBe(1);
    }
  });

  it("keeps its blocks and its keys, and the same tags, whatever the merchant writes anywhere", async () => {
    const pieces = fc.constantFrom(
      "%", "twostage_", "why", "opt_out_url", "feedback_url", "merge_0_html", "%", WHY_KEY, OPT_OUT_KEY, FEEDBACK_KEY, DATA_KEY, "{{first_name|there}}", "{{company|%twostage_why%}}", "{{", "}}", "|", "\uE0000\uE001", "\\", "_", "**", "`", "[", "](", ")", "<", ">", "-->", "<!--", "<![endif]-->", "<!--[if mso]>", "<mj-raw>", "<mj-include path=", "</td>",
      "</table>", "<style>", "display:none", "}", "{", "&#37;", "&lt;", "\n", "\n\n", "    ", "> ", "- ", "# ", "```", "\u202E", "\u0000", "https://x.example/", "javascript:alert(1)", "'", '"', "$&", "$1",
    ); // prettier-ignore
    const words = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(""));
    const blocks = (text: string, url: string): MailBlock[] => [
      { id: "h", type: "heading", text: `H${text}`, level: 2, align: "left" },
      { id: "i", type: "image", url: "https://x.example/a.png", alt: text, link: url, width: 50 },
      { id: "b", type: "button", label: `B${text}`, url: `https://x.example/${url}`, align: "center" },
      { id: "c", type: "columns", columns: [[{ id: "ct", type: "heading", text: `C${text}`, level: 3, align: "left" }], []] }, // prettier-ignore
      { id: "p", type: "products", products: [{ id: "gid://shopify/Product/1", title: `P${text}`, image: "https://x.example/p.png", alt: text, price: `1${text}`, url }] }, // prettier-ignore
    ];
    const marks = (html: string) => ["<!--", "-->", "<style", "</style>", "<script", "<body", "</body>", "<table", "</table>", "<td", "</td>"].map((mark) => occurrences(html, mark)); // prettier-ignore
    const expected = marks((await render({ body: [...blocks("x", "x"), ...letter("x")] })).html);
    await fc.assert(
      fc.asyncProperty(words, words, words, words, async (body, purpose, line, name) => {
        const url = body.replace(/[\s\u0000-\u001f]/g, "");
        const identity = { ...COMPANY, tradingName: name, registeredName: line, registeredOffice: purpose };
        const content = {
          subject: line,
          preheader: `P${name}`,
          body: mailBlocks.parse([
            ...blocks(line.replace(/[\r\n]/g, " ").slice(0, 190), url),
            ...letter(`x\n\n${body}`),
          ]),
          purpose,
        };
        const mail = await renderCampaignMail(content, identity, {
          feedbackEmail: "a@b.example",
          policyUrl: POLICY_URL,
        });
        for (const part of [mail.html, mail.text]) {
          for (const key of [WHY_KEY, OPT_OUT_KEY, FEEDBACK_KEY, DATA_KEY])
            expect(occurrences(part.toLowerCase(), key)).toBe(1);
          // Every other key is one of a merge field that was written as such.
          for (const [key] of part.matchAll(/%twostage_merge_\d+_(html|text)%/gi))
            expect(Object.keys(mergeSubstitutions(mail.merge, NOBODY))).toContain(key);
        }
        expect(mail.subject.toLowerCase().replace(/%twostage_merge_\d+_text%/g, "")).not.toMatch(/%twostage_/);
        expect(marks(mail.html)).toEqual(expected);
        expect(wholeBands(mail.html)).toEqual(["Marketing email from", "Stop these emails"]);
        expect(mail.html).not.toMatch(/href="(?!https?:|mailto:|%twostage_)/i);
      }),
      { seed: 8, numRuns: 500 },
    );
  }, 120_000);

  it("is readable by day and by night", () => {
    for (const { page, card, band, text, muted, link } of [DAY, NIGHT]) {
      for (const ground of [page, card, band]) {
        for (const colour of [text, muted, link]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("tells readers and machines its language", async () => {
    expect((await render()).html).toMatch(/^<!doctype html>\n<html lang="en-GB"/);
  });
});
