import { describe, expect, it } from "vitest";
import { judgeMailSend } from "../../simulators/sendgrid/mail-send-rules";
import { mailBody, personalization, withPersonalization } from "./mail-body";

const NOW = 1_800_000_000;
const HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.";

type Row = [what: string, body: unknown, field: string | null, message: RegExp];

const people = (count: number, per = 1) =>
  Array.from({ length: count }, (_, index) =>
    personalization({
      to: Array.from({ length: per }, (__, place) => ({ email: `p${index}-${place}@firm.example` })),
    }),
  );
const to = (email: unknown, name?: string) =>
  withPersonalization({ to: [{ email, ...(name === undefined ? {} : { name }) }] });
const header = (key: string, value: unknown = "x") => withPersonalization({ headers: { [key]: value } });
const html = { type: "text/html", value: "<p>x</p>" };
const text = { type: "text/plain", value: "x" };
const without = (name: string) => {
  const body = mailBody();
  delete body[name];
  return body;
};

const REFUSED: Row[] = [
  ["a body that is not an object", [], null, /^Bad Request$/],
  ["no personalizations", without("personalizations"), "personalizations", /required/],
  ["an empty personalizations array", mailBody({ personalizations: [] }), "personalizations", /at least one/],
  [
    "1001 personalizations",
    mailBody({ personalizations: people(1001) }),
    "personalizations",
    /limited to 1000 .* provided 1001/,
  ],
  [
    "1001 recipients in few personalizations",
    mailBody({ personalizations: people(11, 91) }),
    "personalizations",
    /1000 total recipients/,
  ],
  ["a personalization that is a text", mailBody({ personalizations: ["x"] }), "personalizations.0", /Invalid type/],
  ["no to", withPersonalization({ to: undefined }), "personalizations.0.to", /to array is required/],
  ["an empty to", withPersonalization({ to: [] }), "personalizations.0.to", /to array is required/],
  ["an empty cc", withPersonalization({ cc: [] }), "personalizations.0.cc", /cc array, when used/],
  [
    "a recipient that is a text",
    withPersonalization({ to: ["a@firm.example"] }),
    "personalizations.0.to.0",
    /Invalid type/,
  ],
  [
    "a recipient without address",
    withPersonalization({ to: [{ name: "Ann" }] }),
    "personalizations.0.to.0.email",
    /must at least have an email/,
  ],
  [
    "an unknown field of a recipient",
    withPersonalization({ to: [{ email: "a@firm.example", x: 1 }] }),
    "personalizations.0.to.0.x",
    /Additional property x/,
  ],
  [
    "a bad address in a later personalization",
    mailBody({ personalizations: [...people(3), personalization({ to: [{ email: "nonsense" }] })] }),
    "personalizations.3.to.0.email",
    /valid address/,
  ],
  ...[
    ["an address without @", "firm.example"],
    ["an address without local part", "@firm.example"],
    ["an address without domain", "buyer@"],
    ["a domain without dot", "buyer@localhost"],
    ["a domain with an empty label", "buyer@firm..example"],
    ["a label that ends in a hyphen", "buyer@firm-.example"],
    ["a numeric top-level domain", "buyer@10.0.0.1"],
    ["a dot at the beginning", ".buyer@firm.example"],
    ["a dot at the end of the local part", "buyer.@firm.example"],
    ["two dots together", "buy..er@firm.example"],
    ["a space inside", "buy er@firm.example"],
    ["a space at the end", "buyer@firm.example "],
    ["an invisible character", "buyer\u200b@firm.example"],
    ["a non-ASCII local part", "b\u00fcyer@firm.example"],
    ["a domain that is not in A-label form", "buyer@f\u00edrm.example"],
    ["a local part of 65 characters", `${"a".repeat(65)}@firm.example`],
    ["an address list in one text", "a@firm.example,b@firm.example"],
  ].map(([what = "", email]): Row => [what, to(email), "personalizations.0.to.0.email", /valid address/]),
  [
    "an address over 320 characters",
    to(`${"a".repeat(64)}@${"b".repeat(250)}.example`),
    "personalizations.0.to.0.email",
    /320 characters/,
  ],
  ["a semicolon in a name", to("a@firm.example", "Smith; Co"), "personalizations.0.to.0.name", /cannot contain/],
  ["a comma in a name", to("a@firm.example", "Smith, Ann"), "personalizations.0.to.0.name", /cannot contain/],
  ["a line break in a name", to("a@firm.example", "Ann\nBcc: x"), "personalizations.0.to.0.name", /cannot contain/],
  [
    "the same address twice in to",
    withPersonalization({ to: [{ email: "a@firm.example" }, { email: "a@firm.example" }] }),
    "personalizations.0",
    /unique between to, cc, and bcc.*\[a@firm\.example\].*personalizations\.0\.to/,
  ],
  [
    "the same address in to and cc, in other case",
    withPersonalization({ cc: [{ email: "BUYER@firm.example" }] }),
    "personalizations.0",
    /unique.*personalizations\.0\.cc/,
  ],
  [
    "the same address in to and bcc",
    withPersonalization({ bcc: [{ email: "buyer@firm.example" }] }),
    "personalizations.0",
    /unique.*personalizations\.0\.bcc/,
  ],
  [
    "the same address in two personalizations",
    mailBody({ personalizations: [personalization(), personalization()] }),
    "personalizations",
    /included \[buyer@firm\.example\] more than once/,
  ],
  [
    "an unknown field of a personalization",
    withPersonalization({ tracking: {} }),
    "personalizations.0.tracking",
    /Additional property tracking/,
  ],
  [
    "an empty subject of a personalization",
    withPersonalization({ subject: "" }),
    "personalizations.0.subject",
    /at least one character/,
  ],
  ["a line break in a subject", withPersonalization({ subject: "a\r\nBcc: b" }), "personalizations.0.subject", /CRLF/],
  ["no subject anywhere", without("subject"), "personalizations.0.subject", /subject is required/],
  ["an empty subject", mailBody({ subject: "" }), "subject", /at least one character/],
  ...[
    "x-sg-id",
    "x-sg-eid",
    "received",
    "dkim-signature",
    "Content-Type",
    "Content-Transfer-Encoding",
    "To",
    "From",
    "Subject",
    "Reply-To",
    "CC",
    "BCC",
    "bcc",
    "REPLY-TO",
  ].map((key): Row => [`the reserved header ${key}`, header(key), `personalizations.0.headers.${key}`, /reserved/]),
  ["a reserved header of the message", mailBody({ headers: { Subject: "x" } }), "headers.Subject", /reserved/],
  ["a header name with a space", header("X Y"), "personalizations.0.headers.X Y", /empty spaces/],
  ["a header name outside ASCII", header("X-\u00dc"), "personalizations.0.headers.X-\u00dc", /non-ASCII/],
  ["a header value outside ASCII", header("X-A", "caf\u00e9"), "personalizations.0.headers.X-A", /non-ASCII/],
  ["a line break in a header value", header("X-A", "a\r\nBcc: b"), "personalizations.0.headers.X-A", /CRLF/],
  ["a header value that is a number", header("X-A", 1), "personalizations.0.headers.X-A", /must be strings/],
  [
    "a header given twice in other case",
    withPersonalization({ headers: { "X-A": "1", "x-a": "2" } }),
    "personalizations.0.headers.x-a",
    /duplicate/,
  ],
  [
    "a substitution that is a number",
    withPersonalization({ substitutions: { "-n-": 1 } }),
    "personalizations.0.substitutions",
    /all strings/,
  ],
  [
    "substitutions over 10,000 bytes",
    withPersonalization({ substitutions: { "-n-": "\u00e9".repeat(5000) } }),
    "personalizations.0.substitutions",
    /10,000 bytes/,
  ],
  [
    "substitutions with a dynamic template",
    mailBody({ template_id: "d-0123456789abcdef0123456789abcdef" }),
    "personalizations.0.substitutions",
    /dynamic templating/,
  ],
  [
    "dynamic template data without a dynamic template",
    withPersonalization({ dynamic_template_data: { a: 1 } }),
    "personalizations.0.dynamic_template_data",
    /dynamic templating/,
  ],
  ["empty custom_args", withPersonalization({ custom_args: {} }), "personalizations.0.custom_args", /cannot be empty/],
  [
    "a custom argument that is a number",
    withPersonalization({ custom_args: { a: 1 } }),
    "personalizations.0.custom_args",
    /must be strings/,
  ],
  [
    "custom_args of 10,000 bytes",
    withPersonalization({ custom_args: { a: "x".repeat(10_000 - '{"a":""}'.length) } }),
    "personalizations.0.custom_args",
    /10,000 bytes/,
  ],
  [
    "custom_args too large only together",
    mailBody({
      custom_args: { m: "x".repeat(9_000) },
      personalizations: [personalization({ custom_args: { p: "x".repeat(1_200) } })],
    }),
    "personalizations.0.custom_args",
    /combined size/,
  ],
  [
    "custom_args of the message as a text",
    mailBody({ custom_args: "a" }),
    "custom_args",
    /Invalid type. Expected: object, given: string/,
  ],
  ["a time more than 72 hours ahead", mailBody({ send_at: NOW + 72 * 3600 + 1 }), "send_at", /72 hours/],
  [
    "a personalization's time more than 72 hours ahead",
    withPersonalization({ send_at: NOW + 72 * 3600 + 1 }),
    "personalizations.0.send_at",
    /72 hours/,
  ],
  ["a time that is no whole number", mailBody({ send_at: 1.5 }), "send_at", /Invalid type/],
  [
    "a personalization's sender of another domain",
    withPersonalization({ from: { email: "a@other.example" } }),
    "personalizations.0.from.email",
    /must match the domain/,
  ],
  ["no from", without("from"), "from.email", /from object must be provided/],
  ["a bad from", mailBody({ from: { email: "shop.example" } }), "from.email", /valid address/],
  ["a from that is a text", mailBody({ from: "offers@shop.example" }), "from", /Invalid type/],
  ["a bad reply_to", mailBody({ reply_to: { email: "x" } }), "reply_to.email", /valid address/],
  [
    "reply_to together with reply_to_list",
    mailBody({ reply_to_list: [{ email: "a@shop.example" }] }),
    "reply_to_list",
    /cannot be used together/,
  ],
  [
    "an address twice in reply_to_list",
    mailBody({ reply_to: undefined, reply_to_list: [{ email: "a@shop.example" }, { email: "A@shop.example" }] }),
    "reply_to_list",
    /unique/,
  ],
  ["no content", without("content"), "content", /content parameter is required/],
  ["an empty content array", mailBody({ content: [] }), "content", /at least one defined content block/],
  [
    "a content part without type",
    mailBody({ content: [{ value: "x" }] }),
    "content.0.type",
    /content type is required/,
  ],
  [
    "an empty content type",
    mailBody({ content: [{ type: "", value: "x" }] }),
    "content.0.type",
    /at least one character/,
  ],
  [
    "a parameter in the content type",
    mailBody({ content: [{ type: "text/plain; charset=utf-8", value: "x" }] }),
    "content.0.type",
    /Cannot contain/,
  ],
  [
    "a content part without value",
    mailBody({ content: [{ type: "text/plain" }] }),
    "content.0.value",
    /content value is required/,
  ],
  [
    "an empty content value",
    mailBody({ content: [text, { type: "text/html", value: "" }] }),
    "content.1.value",
    /at least one character/,
  ],
  ["HTML before plain text", mailBody({ content: [html, text] }), "content", /RFC 1341, section 7.2/],
  [
    "another part before HTML",
    mailBody({ content: [text, { type: "text/calendar", value: "x" }, html] }),
    "content",
    /RFC 1341/,
  ],
  ["the same content type twice", mailBody({ content: [html, html] }), "content.1", /unique/],
  [
    "eleven categories",
    mailBody({ categories: Array.from({ length: 11 }, (_, index) => `c${index}`) }),
    "categories",
    /limit of 10/,
  ],
  ["a category twice", mailBody({ categories: ["a", "a"] }), "categories", /unique list/],
  ["a category over 255 characters", mailBody({ categories: ["a".repeat(256)] }), "categories.0", /255/],
  ["a category outside ASCII", mailBody({ categories: ["\u00e9"] }), "categories.0", /non-ASCII/],
  ["a category that is a number", mailBody({ categories: [1] }), "categories.0", /array of strings/],
  [
    "an attachment that is not base64",
    mailBody({ attachments: [{ content: "not base64!", filename: "a.txt" }] }),
    "attachments.0.content",
    /base64/,
  ],
  [
    "an attachment without filename",
    mailBody({ attachments: [{ content: "QQ==" }] }),
    "attachments.0.filename",
    /required/,
  ],
  [
    "an attachment with another disposition",
    mailBody({ attachments: [{ content: "QQ==", filename: "a", disposition: "x" }] }),
    "attachments.0.disposition",
    /inline/,
  ],
  [
    "a template that the account does not have",
    mailBody({ template_id: "01234567-89ab-cdef-0123-456789abcdef" }),
    "template_id",
    /not a template/,
  ],
  ["a template id that is no GUID", mailBody({ template_id: "x" }), "template_id", /valid GUID/],
  [
    "an unsubscribe group that the account does not have",
    mailBody({ asm: { group_id: 1 } }),
    "asm.group_id",
    /valid Group ID/,
  ],
  ["an unsubscribe group without id", mailBody({ asm: {} }), "asm.group_id", /integer/],
  ["an IP pool that the account does not have", mailBody({ ip_pool_name: "pool" }), "ip_pool_name", /valid pool/],
  ["a batch id that was never given out", mailBody({ batch_id: "b" }), "batch_id", /invalid batch id/],
  ["an unknown field of the message", mailBody({ replyTo: {} }), "replyTo", /Additional property replyTo/],
  ["a field named like a method of objects", mailBody({ toString: "x" }), "toString", /Additional property/],
  [
    "an unknown tracker",
    mailBody({ tracking_settings: { spy: { enable: true } } }),
    "tracking_settings.spy",
    /Additional property/,
  ],
  [
    "a tracker switched by a text",
    mailBody({ tracking_settings: { click_tracking: { enable: "no" } } }),
    "tracking_settings.click_tracking.enable",
    /boolean/,
  ],
  [
    "an unknown mail setting",
    mailBody({ mail_settings: { x: { enable: true } } }),
    "mail_settings.x",
    /Additional property/,
  ],
  [
    "a list bypass with another bypass",
    mailBody({ mail_settings: { bypass_list_management: { enable: true }, bypass_spam_management: { enable: true } } }),
    "mail_settings.bypass_spam_management",
    /cannot be combined/,
  ],
];

const ACCEPTED: [what: string, body: unknown][] = [
  ["the plain body", mailBody()],
  ["1000 personalizations", mailBody({ personalizations: people(1000) })],
  ["a quoted name with a comma", to("a@firm.example", '"Smith, Ann"')],
  ["a name with accents", to("a@firm.example", "Siân Évans")],
  ["an A-label domain", to("a@xn--frm-oma.example")],
  ["an address of another firm with +tag", to("a+b_c'd@firm.co.uk")],
  ["a time just within 72 hours", mailBody({ send_at: NOW + 72 * 3600 })],
  ["a time in the past", mailBody({ send_at: 1 })],
  [
    "custom_args just under the limit",
    withPersonalization({ custom_args: { a: "x".repeat(9_999 - '{"a":""}'.length) } }),
  ],
  ["only HTML", mailBody({ content: [html] })],
  [
    "a subject in every personalization only",
    { ...without("subject"), personalizations: [personalization({ subject: "x" })] },
  ],
  [
    "trackers off",
    mailBody({
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
      },
    }),
  ],
];

describe("what SendGrid refuses", () => {
  it.each(REFUSED)("refuses %s", (_what, body, field, message) => {
    const verdict = judgeMailSend(JSON.parse(JSON.stringify(body)), NOW);
    if (verdict.ok) throw new Error("the body was accepted");
    const complaint = verdict.errors.find((error) => error.field === field && message.test(error.message));
    expect(complaint, JSON.stringify(verdict.errors)).toBeDefined();
    if (field !== null) expect(complaint?.help).toContain(HELP);
  });

  it("names every mistake of a request at once", () => {
    const verdict = judgeMailSend(mailBody({ subject: "", from: { email: "x" }, extra: 1 }), NOW);
    expect(verdict.ok ? [] : verdict.errors.map(({ field }) => field)).toEqual(
      expect.arrayContaining(["subject", "from.email", "extra"]),
    );
  });
});

describe("what SendGrid accepts", () => {
  it.each(ACCEPTED)("accepts %s", (_what, body) => {
    const verdict = judgeMailSend(JSON.parse(JSON.stringify(body)), NOW);
    expect(verdict.ok ? [] : verdict.errors).toEqual([]);
  });
});
