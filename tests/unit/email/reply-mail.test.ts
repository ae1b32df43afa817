import { describe, expect, it } from "vitest";
import { renderReplyMail, type PersonalReply } from "~/email/replyMail";
import { COMPANY, SOLE_TRADER } from "./fixtures";

const REPLY: PersonalReply = {
  identity: COMPANY,
  body: "Dear Jo,\n\nyes, we do.\n\nKind regards\nRhian",
  subject: "Fans",
  answered: { text: "Do you sell <fans>?", at: new Date("2026-03-02T10:00:00Z") },
  timezone: "Europe/London",
};

describe("a personal answer", () => {
  it("holds the answer, what it answers and who the merchant is, and nothing else", () => {
    const { subject, text } = renderReplyMail(REPLY);
    expect(subject).toBe("Re: Fans");
    expect(text).toBe(
      `Dear Jo,

yes, we do.

Kind regards
Rhian

On 2 March 2026 at 10:00 GMT you wrote:
> Do you sell <fans>?

-- 
You get this email because you wrote to Boiler Part Finder. It answers you, and puts you on no list.
Boiler Part Finder
Boiler Part Finder is a trading name of Boiler Part Finder (Trade) Ltd.
Registered in England and Wales, company number 07654321.
Registered office: Unit 4, Canal Wharf, Leeds, LS11 5PU.
`,
    );
  });

  it.each([COMPANY, SOLE_TRADER])("is no marketing: no link, no picture, no opt-out, no such words", (identity) => {
    const { html, text } = renderReplyMail({ ...REPLY, identity });
    for (const part of [html, text])
      expect(part).not.toMatch(/<a |<img|https?:|marketing|unsubscribe|opt.?out|%twostage_/i);
  });

  it("escapes what staff and the person wrote", () => {
    const { html } = renderReplyMail({
      ...REPLY,
      body: "<b>x</b>",
      answered: { text: "<script>y</script>", at: REPLY.answered?.at ?? new Date(0) },
    });
    expect(html).not.toMatch(/<b>x|<script/);
  });

  it.each([
    ["", "Your message to Boiler Part Finder"],
    ["RE: Fans", "RE: Fans"],
    ["Fans\r\nBcc: x@y.example", "Re: Fans Bcc: x@y.example"],
  ])("to %j has the subject %j", (given, subject) => {
    expect(renderReplyMail({ ...REPLY, subject: given }).subject).toBe(subject);
  });

  it("quotes nothing where nothing was written", () => {
    expect(renderReplyMail({ ...REPLY, answered: null }).text).not.toMatch(/wrote:|^>/m);
  });
});
