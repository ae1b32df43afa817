import { randomUUID } from "node:crypto";
import { SIGNATURE_HEADER, signEvents, TIMESTAMP_HEADER } from "./event-signature";
import { type ParseSetting, type ParseSettings } from "./parse-settings";
import { type Scheduler } from "./types";

const ANSWER_MS = 20_000;
const THREE_DAYS_MS = 3 * 86_400_000;
const LONGEST_WAIT_MS = 60 * 60_000;
const KEPT_POSTS = 1000;

/** A mail that somebody sends to a domain of the account. */
export interface IncomingMail {
  from: string;
  fromName?: string;
  to: string;
  subject: string;
  text?: string;
  html?: string;
  /** More header lines, or others in the place of the usual ones. */
  headers?: Record<string, string>;
  files?: { name: string; type: string; content: Buffer }[];
  envelopeFrom?: string;
  /** `pass` unless told. */
  spf?: string;
  dkim?: string;
  /** Character set of the text where the setting posts mails taken apart; UTF-8 unless told. */
  charset?: "UTF-8" | "iso-8859-1";
}

/** One post of a mail; `status` is 0 when there was no answer. */
export interface InboundPost {
  url: string;
  attempt: number;
  status: number;
}

/** What became of a mail: posted to the app, or refused because no setting takes its domain. */
export type Received = "posted" | "bounced";

/** Takes mail for the domains of the Inbound Parse settings and posts it, again and again for three days while the answer is 5xx or none; what is answered with 4xx is dropped. */
export class InboundParse {
  readonly posts: InboundPost[] = [];
  readonly #timers = new Set<() => void>();
  #closed = false;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: ParseSettings,
    private readonly options: { now: () => Date; scheduler: Scheduler; retryMs: number },
  ) {}

  /** Resolves when the mail has been posted for the first time. */
  async receive(mail: IncomingMail): Promise<Received> {
    const setting = this.settings.find(mail.to.slice(mail.to.lastIndexOf("@") + 1));
    if (!setting) return "bounced";
    const run = this.#tail.then(() =>
      this.#post(setting, encode(mail, setting, this.options.now()), 1, this.options.now().getTime()),
    );
    this.#tail = run.catch(() => undefined);
    await run;
    return "posted";
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const takeBack of this.#timers) takeBack();
    await this.#tail;
  }

  async #post(setting: ParseSetting, form: Encoded, attempt: number, firstTried: number): Promise<void> {
    if (this.#closed) return;
    const status = await this.#deliver(setting, form);
    this.posts.push({ url: setting.url, attempt, status });
    if (this.posts.length > KEPT_POSTS) this.posts.shift();
    const again = status === 0 || status >= 500;
    if (!again || this.#closed || this.options.now().getTime() - firstTried > THREE_DAYS_MS) return;
    const wait = Math.min(this.options.retryMs * 2 ** (attempt - 1), LONGEST_WAIT_MS);
    const takeBack = this.options.scheduler(() => {
      this.#timers.delete(takeBack);
      this.#tail = this.#tail.then(() => this.#post(setting, form, attempt + 1, firstTried)).catch(() => undefined);
    }, wait);
    this.#timers.add(takeBack);
  }

  async #deliver(setting: ParseSetting, { body, contentType }: Encoded): Promise<number> {
    const policy = setting.securityPolicy === undefined ? undefined : this.settings.policy(setting.securityPolicy);
    const timestamp = String(Math.floor(this.options.now().getTime() / 1000));
    try {
      const response = await fetch(setting.url, {
        method: "POST",
        body: new Uint8Array(body),
        // SendGrid does not follow redirects.
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
        headers: {
          "content-type": contentType,
          "user-agent": "Sendlib/1.0",
          ...(policy
            ? { [SIGNATURE_HEADER]: signEvents(policy.privateKey, timestamp, body), [TIMESTAMP_HEADER]: timestamp }
            : {}),
        },
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}

interface Encoded {
  body: Buffer;
  contentType: string;
}

/** The form that SendGrid posts: the whole mail in `email`, or taken apart, as the setting says. */
export function encode(mail: IncomingMail, setting: { sendRaw: boolean; spamCheck: boolean }, at: Date): Encoded {
  const { files = [], charset = "UTF-8" } = mail;
  const headers = headerText(mail, at);
  const dkim = mail.dkim ?? `{@${mail.from.slice(mail.from.lastIndexOf("@") + 1)} : pass}`;
  const text = (value: string) => Buffer.from(value, charset === "UTF-8" ? "utf8" : "latin1");
  const shared: [string, Buffer | string][] = [
    ["dkim", dkim],
    ["to", mail.to],
    ["from", sender(mail)],
    ["sender_ip", "192.0.2.77"],
    ["envelope", JSON.stringify({ to: [mail.to], from: mail.envelopeFrom ?? mail.from })],
    ["subject", text(mail.subject)],
    ["SPF", mail.spf ?? "pass"],
    ...(setting.spamCheck
      ? ([
          ["spam_score", "0.011"],
          ["spam_report", "Spam detection software"],
        ] as [string, string][])
      : []),
  ];
  const charsets = (names: string[]) =>
    JSON.stringify(
      Object.fromEntries(
        names.map((name) => [name, name === "text" || name === "html" || name === "subject" ? charset : "UTF-8"]),
      ),
    );
  const fields: [string, Buffer | string][] = setting.sendRaw
    ? [...shared, ["charsets", charsets(["to", "from", "subject"])], ["email", mime(mail, headers)]]
    : [
        ...shared,
        ["headers", headers],
        ["attachments", String(files.length)],
        ...(mail.text === undefined ? [] : [["text", text(mail.text)] as [string, Buffer]]),
        ...(mail.html === undefined ? [] : [["html", text(mail.html)] as [string, Buffer]]),
        [
          "charsets",
          charsets([
            "to",
            "from",
            "subject",
            ...(mail.text === undefined ? [] : ["text"]),
            ...(mail.html === undefined ? [] : ["html"]),
          ]),
        ],
        ...(files.length > 0
          ? [
              [
                "attachment-info",
                JSON.stringify(
                  Object.fromEntries(
                    files.map(({ name, type }, index) => [`attachment${index + 1}`, { filename: name, name, type }]),
                  ),
                ),
              ] as [string, string],
            ]
          : []),
      ];
  const boundary = "xYzZY";
  const chunks = fields.flatMap(([name, value]) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`,
    value,
    "\r\n",
  ]);
  const attached = setting.sendRaw
    ? []
    : files.flatMap(({ name, type, content }, index) => [
        `--${boundary}\r\nContent-Disposition: form-data; name="attachment${index + 1}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
        content,
        "\r\n",
      ]);
  return {
    body: Buffer.concat(
      [...chunks, ...attached, `--${boundary}--\r\n`].map((chunk) =>
        typeof chunk === "string" ? Buffer.from(chunk) : chunk,
      ),
    ),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

const sender = ({ from, fromName }: IncomingMail) => (fromName === undefined ? from : `${fromName} <${from}>`);

function headerText(mail: IncomingMail, at: Date): string {
  const lines: Record<string, string> = {
    Received: "by mx0001p1mdw1.sendgrid.net with SMTP",
    Date: at.toUTCString(),
    From: sender(mail),
    To: mail.to,
    Subject: /^[\x20-\x7e]*$/.test(mail.subject)
      ? mail.subject
      : `=?UTF-8?B?${Buffer.from(mail.subject).toString("base64")}?=`,
    "Message-ID": `<${randomUUID()}@mail.example>`,
    "MIME-Version": "1.0",
    ...mail.headers,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

function mime(mail: IncomingMail, headers: string): Buffer {
  const part = (type: string, value: string | Buffer, more = "") =>
    `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n${more}\r\n${Buffer.from(value)
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n")}\r\n`;
  const parts = [
    ...(mail.text === undefined ? [] : [part("text/plain; charset=UTF-8", mail.text)]),
    ...(mail.html === undefined ? [] : [part("text/html; charset=UTF-8", mail.html)]),
    ...(mail.files ?? []).map(({ name, type, content }) =>
      part(type, content, `Content-Disposition: attachment; filename="${name}"\r\n`),
    ),
  ];
  if (parts.length === 1 && mail.headers?.["Content-Type"] === undefined) return Buffer.from(headers + parts.join(""));
  const kind = mail.files?.length ? "mixed" : "alternative";
  const type =
    mail.headers?.["Content-Type"] === undefined ? `Content-Type: multipart/${kind}; boundary="part"\r\n` : "";
  return Buffer.from(`${headers}${type}\r\n${parts.map((each) => `--part\r\n${each}`).join("")}--part--\r\n`);
}
