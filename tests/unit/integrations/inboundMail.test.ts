import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMail } from "~/integrations/inbound/readMail";
import { readPost } from "~/integrations/inbound/readPost";
import { encode, type IncomingMail } from "../../simulators/sendgrid/inbound";

const AT = new Date("2026-03-02T10:00:00Z");
const MAIL: IncomingMail = {
  from: "jo@firm.example",
  fromName: "Jo Firm",
  to: "hello@feedback.shop.example",
  subject: "Ynglŷn â’ch e-byst",
  text: "Größe, café and ŷ.\r\n\r\nOn Mon, 2 Mar 2026 at 10:00, Shop <offers@shop.example> wrote:\r\n> Marketing email\r\n> Stop these emails",
};
const read = async (mail: Partial<IncomingMail>, sendRaw: boolean) => {
  const { body, contentType } = encode({ ...MAIL, ...mail }, { sendRaw, spamCheck: true }, AT);
  return readMail(await readPost(contentType, body));
};

describe.each([
  ["whole", true],
  ["taken apart", false],
] as const)("a mail that SendGrid posts %s", (_name, raw) => {
  it("is read with sender, subject, words and what they quote", async () => {
    const mail = await read(
      { headers: { "Message-ID": "<one@firm.example>", References: "<a@x.example> <b@x.example>" } },
      raw,
    );
    expect(mail).toMatchObject({
      readable: true,
      from: "jo@firm.example",
      fromName: "Jo Firm",
      subject: "Ynglŷn â’ch e-byst",
      messageId: "<one@firm.example>",
      references: "<a@x.example> <b@x.example>",
      recipients: ["hello@feedback.shop.example"],
      envelopeFrom: "jo@firm.example",
      reply: "Größe, café and ŷ.",
      verified: "pass",
      files: [],
    });
    expect(mail.quoted).toContain("Stop these emails");
  });

  it("is read as text where it has HTML only, without its markup and its links", async () => {
    const html = `<div>Bitte <b>nicht</b> mehr.<script>alert(1)</script><img src="https://x.example/p.gif"></div><blockquote><a href="https://evil.example">Marketing email</a></blockquote>`;
    const mail = await read({ text: undefined, html }, raw);
    expect(mail.reply).toContain("Bitte nicht mehr.");
    expect(`${mail.reply}${mail.quoted}`).not.toMatch(/alert|evil|https|</);
  });

  it("keeps small files and names the others", async () => {
    const mail = await read(
      {
        files: [
          { name: "../../etc/photo of plate.jpg", type: "image/jpeg", content: Buffer.from("JPEG") },
          { name: "huge.zip", type: "application/zip", content: Buffer.alloc(6 * 1024 * 1024) },
        ],
      },
      raw,
    );
    expect(mail.files).toEqual([
      { name: "photo of plate.jpg", mediaType: "image/jpeg", bytes: 4, content: Buffer.from("JPEG") },
      { name: "huge.zip", mediaType: "application/zip", bytes: 6 * 1024 * 1024, content: null },
    ]);
  });

  it.each([
    ["signed by the sender's domain", {}, "pass"],
    ["signed by another domain, and SPF fails", { dkim: "{@evil.example : pass}", spf: "fail" }, "fail"],
    ["unsigned, with SPF of its own domain", { dkim: "none", spf: "pass" }, "pass"],
    ["unsigned, with SPF of another domain", { dkim: "none", spf: "pass", envelopeFrom: "x@evil.example" }, null],
    ["with a broken signature", { dkim: "{@firm.example : fail}", spf: "neutral" }, "fail"],
    ["of which nothing is known", { dkim: "none", spf: "none" }, null],
  ])("%s", async (_case, parts, verified) => {
    expect((await read(parts, raw)).verified).toBe(verified);
  });

  it("never has a header of ours broken open by its ids", async () => {
    const mail = await read({ headers: { "Message-ID": "<a b@x>", "In-Reply-To": "<ok@x.example>\tEvil: yes" } }, raw);
    expect(mail.messageId).toBeNull();
    expect(mail.references).toBe("<ok@x.example>");
  });
});

it("is read in the characters that the post names", async () => {
  const mail = await read({ charset: "iso-8859-1", text: "Größe und café", subject: "Größe" }, false);
  expect(mail).toMatchObject({ reply: "Größe und café", subject: "Größe" });
});

it.each([
  ["a character set that does not exist", "x-nonsense"],
  ["one that is wrong", "UTF-8"],
])("is read as well as can be with %s", async (_name, charset) => {
  const parts = new Map([
    ["text", { bytes: Buffer.from("Größe", "latin1"), fileName: "", mediaType: "" }],
    ["charsets", { bytes: Buffer.from(JSON.stringify({ text: charset })), fileName: "", mediaType: "" }],
  ]);
  expect((await readMail(parts)).reply).toBe("Größe");
});

it("keeps a mail that cannot be read whole, as a file", async () => {
  const nested = `Content-Type: multipart/mixed; boundary=b0\r\n\r\n${Array.from({ length: 80 }, (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`).join("")}`;
  const parts = new Map([
    ["email", { bytes: Buffer.from(nested), fileName: "", mediaType: "" }],
    ["from", { bytes: Buffer.from("Jo <jo@firm.example>"), fileName: "", mediaType: "" }],
  ]);
  expect(await readMail(parts)).toMatchObject({
    readable: false,
    from: "jo@firm.example",
    files: [{ name: "mail.eml", mediaType: "message/rfc822", bytes: Buffer.byteLength(nested) }],
  });
});

describe("what is no form", () => {
  const { body, contentType } = encode(MAIL, { sendRaw: true, spamCheck: false }, AT);
  it.each([
    ["of another type", "application/json", body],
    ["without a boundary", "multipart/form-data", body],
    ["broken off", contentType, body.subarray(0, body.length - 400)],
    ["empty", contentType, Buffer.alloc(0)],
  ])("%s is refused", async (_name, type, bytes) => {
    await expect(readPost(type, bytes)).rejects.toThrow(Error);
  });
});

describe("any bytes", () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string({ unit: "binary", maxLength: 2000 }).map((text) => Buffer.from(text)),
  );
  const part = (bytes: Uint8Array) => ({ bytes: Buffer.from(bytes), fileName: "", mediaType: "" });

  it("in the fields of a post are read without a fault, and may be stored", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(
            "email",
            "headers",
            "text",
            "html",
            "from",
            "to",
            "envelope",
            "charsets",
            "subject",
            "SPF",
            "dkim",
            "attachment1",
            "attachment-info",
          ),
          anything,
        ),
        async (fields) => {
          const mail = await readMail(new Map(Object.entries(fields).map(([name, bytes]) => [name, part(bytes)])));
          const texts = [
            mail.reply,
            mail.quoted,
            mail.subject,
            mail.fromName,
            mail.from,
            ...mail.files.map(({ name }) => name),
          ];
          for (const text of texts) expect(text).not.toMatch(/\u0000/);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it("as a form are read or refused, and never hang", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const body = Buffer.concat([
          Buffer.from('--xYzZY\r\nContent-Disposition: form-data; name="text"\r\n\r\n'),
          Buffer.from(bytes),
        ]);
        await readPost("multipart/form-data; boundary=xYzZY", body).catch((error: unknown) =>
          expect(error).toBeInstanceOf(Error),
        );
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it("as a whole mail are read without a fault", async () => {
    const header = fc.constantFrom(
      "From: Jo <jo@x.example>\r\n",
      "Content-Type: multipart/mixed; boundary=a\r\n",
      "Content-Transfer-Encoding: base64\r\n",
      "Subject: =?x?B?!!?=\r\n",
      "Content-Type: text/html; charset=nonsense\r\n",
      "\r\n",
      "--a\r\n",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(header, { maxLength: 12 }), anything, async (lines, bytes) => {
        await readMail(new Map([["email", part(Buffer.concat([Buffer.from(lines.join("")), Buffer.from(bytes)]))]]));
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});
