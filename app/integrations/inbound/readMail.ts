import PostalMime, { addressParser, type Attachment, type Email } from "postal-mime";
import { cleanLine, cleanText, splitReply, textOfHtml } from "~/lib/mailText";
import { domainOf } from "~/policy/emailAddress";
import type { MailHeaders } from "~/policy/automaticMail";
import type { PostPart } from "./readPost";

/** A file that came with a mail; its content only up to a size. */
export interface InboundFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly content: Buffer | null;
}

/** A mail that came in, as far as the app needs it. Everything in it is foreign. */
export interface InboundMail {
  /** With its angle brackets; null when the mail has none. */
  readonly messageId: string | null;
  /** Message-IDs of the mails before it, oldest first, parted by spaces. */
  readonly references: string;
  /** Empty when there is none that can be read. */
  readonly from: string;
  readonly fromName: string;
  readonly envelopeFrom: string | undefined;
  /** Addresses it was delivered to. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** What the person wrote, and what they quoted. */
  readonly reply: string;
  readonly quoted: string;
  readonly headers: MailHeaders;
  /** Whether SPF or DKIM speak for the sender's domain; null when neither says anything. */
  readonly verified: "pass" | "fail" | null;
  readonly files: readonly InboundFile[];
  /** Whether the mail could be read; if not, it is kept whole as a file. */
  readonly readable: boolean;
}

const MAX_TEXT = 50_000;
const MAX_FILES = 20;
const MAX_FILE = 5 * 1024 * 1024;
const MAX_FILES_TOGETHER = 10 * 1024 * 1024;
const PARSER_LIMITS = { maxNestingDepth: 50, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 2 } as const;

/**
 * Reads a mail as SendGrid's Inbound Parse posts it: the whole mail in `email` ("raw"), or taken apart into `headers`, `text`, `html` and files, each text in the characters that `charsets` names. Never throws: a mail that cannot
 * be read comes back with what is known of it, and whole as a file.
 */
export async function readMail(parts: ReadonlyMap<string, PostPart>): Promise<InboundMail> {
  const charsets = jsonOf(parts, "charsets");
  const field = (name: string) => {
    const part = parts.get(name);
    return part ? decode(part.bytes, typeof charsets[name] === "string" ? charsets[name] : "utf-8") : "";
  };
  const raw = parts.get("email")?.bytes;
  const read = await parse(raw ?? Buffer.from(`${field("headers").trim()}\r\n\r\n`));
  const { email } = read;
  const html = raw ? (email.html ?? "") : field("html");
  const text = raw ? (email.text ?? "") : field("text");
  const { reply, quoted } = splitReply(cleanText(text.trim() ? text : textOf(html), MAX_TEXT));
  const sender = firstAddress(email.from ? [email.from] : addresses(field("from")));
  const envelope = jsonOf(parts, "envelope");
  const envelopeFrom = typeof envelope.from === "string" ? envelope.from : undefined;
  return {
    messageId: messageIds(email.messageId ?? "")[0] ?? null,
    references: messageIds(`${email.references ?? ""} ${email.inReplyTo ?? ""}`)
      .slice(-20)
      .join(" "),
    from: sender.address,
    fromName: sender.name,
    envelopeFrom,
    recipients: recipientsOf(envelope.to, email, field("to")),
    subject: cleanLine(email.subject ?? field("subject"), 300),
    reply,
    quoted,
    headers: headersOf(email),
    verified: verdict(sender.address, field("SPF"), field("dkim"), envelopeFrom),
    files: keepSmall(read.ok ? [...filesOf(email.attachments), ...postedFiles(parts)] : [wholeMail(raw)]),
    readable: read.ok,
  };
}

const NOTHING: Email = { headers: [], headerLines: [], attachments: [] };

async function parse(bytes: Buffer): Promise<{ email: Email; ok: boolean }> {
  try {
    return { email: await PostalMime.parse(bytes, PARSER_LIMITS), ok: true };
  } catch {
    return { email: NOTHING, ok: false };
  }
}

function textOf(html: string): string {
  try {
    return textOfHtml(html);
  } catch {
    return "";
  }
}

/** A name that is not known is read as UTF-8, and what is not UTF-8 as Windows-1252, in which every byte is a character. */
function decode(bytes: Buffer, charset: string): string {
  for (const name of [charset, "utf-8"]) {
    try {
      return new TextDecoder(name, { fatal: /^utf-?8$/i.test(name) }).decode(bytes);
    } catch {
      continue;
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}

function jsonOf(parts: ReadonlyMap<string, PostPart>, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(parts.get(name)?.bytes.toString("utf8") ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function addresses(text: string): ReturnType<typeof addressParser> {
  try {
    return addressParser(text.slice(0, 2000), { flatten: true });
  } catch {
    return [];
  }
}

function firstAddress(list: readonly { address?: string | undefined; name: string }[]): {
  address: string;
  name: string;
} {
  const found = list.find(({ address }) => address !== undefined && isAddress(address));
  return { address: found?.address?.trim() ?? "", name: cleanLine(found?.name ?? "", 200) };
}

const isAddress = (text: string) =>
  domainOf(text) !== undefined && text.length <= 320 && !/[\s\u0000-\u001f]/.test(text.trim());

function recipientsOf(envelopeTo: unknown, email: Email, to: string): string[] {
  const fromEnvelope = (Array.isArray(envelopeTo) ? (envelopeTo as unknown[]) : [envelopeTo]).filter(
    (each): each is string => typeof each === "string",
  );
  const fromHeader = (email.to ?? addresses(to)).flatMap(({ address }) => address ?? []);
  return [...new Set([...fromEnvelope, ...fromHeader])].slice(0, 50);
}

/** Only ids of a form that may stand in a header of ours again. */
function messageIds(text: string): string[] {
  return text.slice(0, 20_000).match(/<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>/g) ?? [];
}

function headersOf({ headers }: Email): MailHeaders {
  const known = new Map<string, string>();
  for (const { key, value } of headers) if (!known.has(key)) known.set(key, value.slice(0, 500));
  return known;
}

/** SendGrid writes SPF as a word, and DKIM as `{@domain : pass}`, which is no JSON. A pass counts only for the sender's own domain. */
function verdict(from: string, spf: string, dkim: string, envelopeFrom: string | undefined): "pass" | "fail" | null {
  const domain = domainOf(from);
  if (!domain) return null;
  const ours = (other: string) => other === domain || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);
  const signed = [...dkim.slice(0, 2000).matchAll(/@([^\s:,}]{1,253})\s*:\s*(\w+)/g)];
  if (signed.some(([, by = "", result]) => result === "pass" && ours(by.toLowerCase()))) return "pass";
  const sent = domainOf(envelopeFrom ?? "");
  const word = spf.trim().toLowerCase();
  if (word === "pass" && sent && ours(sent)) return "pass";
  return word === "fail" || signed.some(([, , result]) => result === "fail") ? "fail" : null;
}

interface FoundFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

function filesOf(attachments: readonly Attachment[]): FoundFile[] {
  // Pictures inside the HTML belong to its looks.
  return attachments
    .filter(({ related }) => !related)
    .map(({ filename, mimeType, content }) => ({
      name: filename ?? "",
      mediaType: mimeType,
      content: typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer),
    }));
}

function postedFiles(parts: ReadonlyMap<string, PostPart>): FoundFile[] {
  const info = jsonOf(parts, "attachment-info");
  return [...parts].flatMap(([name, { bytes, fileName, mediaType }]) => {
    if (!/^attachment\d+$/.test(name)) return [];
    const told = info[name] as { filename?: unknown; type?: unknown; "content-id"?: unknown } | undefined;
    if (typeof told?.["content-id"] === "string") return [];
    return [
      {
        name: typeof told?.filename === "string" ? told.filename : fileName,
        mediaType: typeof told?.type === "string" ? told.type : mediaType,
        content: bytes,
      },
    ];
  });
}

const wholeMail = (raw: Buffer | undefined): FoundFile => ({
  name: "mail.eml",
  mediaType: "message/rfc822",
  content: raw ?? Buffer.alloc(0),
});

function keepSmall(files: readonly FoundFile[]): InboundFile[] {
  let kept = 0;
  return files.slice(0, MAX_FILES).map(({ name, mediaType, content }, index) => {
    const fits = content.length <= MAX_FILE && kept + content.length <= MAX_FILES_TOGETHER;
    if (fits) kept += content.length;
    return {
      name: cleanLine(name.replace(/^.*[\\/]/s, ""), 200) || `file-${index + 1}`,
      mediaType: /^[\w.+-]{1,60}\/[\w.+-]{1,90}$/.test(mediaType)
        ? mediaType.toLowerCase()
        : "application/octet-stream",
      bytes: content.length,
      content: fits ? content : null,
    };
  });
}
