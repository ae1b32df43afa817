import type { ConsentSurface, InboundWay } from "~/policy/consentSurface";
import { LANGUAGE_TAGS, type Locale } from "~/policy/locale";
import { type RenderedMail } from "./campaignMail";
import { writtenMinute } from "./dates";
import { escapeHtml, oneLine, printable } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph, mailDocument } from "./mailDocument";
import { DAY, STYLES } from "./styles";
import { VERIFICATION_WORDS } from "./verificationWords";

export interface VerificationRequest {
  readonly identity: SenderIdentity;
  /** Of the request: the mail speaks the language of the page that was shown. */
  readonly locale: Locale;
  /** Exactly the words that were shown beside the box. */
  readonly wording: string;
  readonly surface: ConsentSurface;
  /** Number of the order it came with. */
  readonly orderId: string | null;
  /** How the person had asked staff, who then asked for them. */
  readonly askedHow: InboundWay | null;
  readonly askedAt: Date;
  /** IANA time zone of the shop. */
  readonly timezone: string;
  /** Leads to a page with a button; opening it confirms nothing. */
  readonly confirmUrl: string;
  /** Leads to a page with a button; opening it reports nothing. */
  readonly reportUrl: string;
  readonly expiresAt: Date;
}

/**
 * The mail that asks whether it was really the holder of the address who asked (P13). No marketing whatever: no picture, no offer, no link but the two, which lead to pages with a button; the only foreign words are the merchant's
 * name, the wording that was agreed to and the trading disclosures. What the asker typed is not in it, or it could carry anybody's message.
 */
export function renderVerificationMail(request: VerificationRequest): RenderedMail {
  const { identity, confirmUrl, reportUrl, timezone, locale } = request;
  const words = VERIFICATION_WORDS[locale];
  const name = oneLine(identity.tradingName) || oneLine(identity.registeredName);
  const contact = oneLine(identity.contactEmail);
  const wording = printable(request.wording).trim();
  const subject = words.subject(name);
  const asked = whoAsked(request);
  const until = words.until(writtenMinute(request.expiresAt, timezone, locale));
  const write = contact ? words.writeTo(contact) : words.reply;
  const disclosures = disclosureLines(identity);
  const signature = disclosures[0]?.startsWith(name) ? disclosures : [name, ...disclosures];
  const paragraph = (html: string) => `<p style="${STYLES.p}">${html}</p>`;
  const body = [
    paragraph(escapeHtml(words.hello)),
    paragraph(escapeHtml(asked)),
    `<blockquote style="${STYLES.blockquote}">${escapeHtml(wording).replaceAll("\n", "<br>")}</blockquote>`,
    paragraph(escapeHtml(words.press)),
    paragraph(buttonLink(confirmUrl, words.openPage)),
    paragraph(escapeHtml(until)),
    paragraph(`<strong>${escapeHtml(words.notYou)}</strong> ${escapeHtml(words.report)}`),
    paragraph(
      `<a class="ts-link" href="${escapeHtml(reportUrl)}" style="${STYLES.a}">${escapeHtml(words.openReport)}</a>`,
    ),
    paragraph(escapeHtml(write)),
  ].join("\n");
  const rows = [
    { kind: "body", html: body },
    // The disclosures are the register's own words.
    {
      kind: "band",
      html: `<div lang="en-GB">${signature.map((line) => bandParagraph(escapeHtml(line), true)).join("\n")}</div>`,
    },
  ] as const;
  return {
    subject,
    html: mailDocument(subject, "", rows, LANGUAGE_TAGS[locale]),
    text: [
      words.hello,
      asked,
      wording.replace(/^/gm, "> "),
      words.press,
      confirmUrl,
      until,
      `${words.notYou} ${words.report}`,
      reportUrl,
      write,
      signature.join("\n"),
    ]
      .join("\n\n")
      .concat("\n"),
  };
}

/** When, where and how it was asked, as a sentence before the words. */
function whoAsked({ locale, surface, orderId, askedHow, askedAt, timezone }: VerificationRequest): string {
  const words = VERIFICATION_WORDS[locale];
  const when = writtenMinute(askedAt, timezone, locale);
  if (surface === "staff") return words.askedOfStaff(when, askedHow ? words.ways[askedHow] : "");
  const place = words.places[surface];
  return words.asked(when, orderId ? `${place} ${words.order(orderId)}` : place);
}

function buttonLink(url: string, label: string): string {
  const look = `display:inline-block;padding:12px 22px;background:${DAY.link};color:#ffffff;font-weight:bold;text-decoration:none;border-radius:4px`;
  return `<a href="${escapeHtml(url)}" style="${look}">${escapeHtml(label)}</a>`;
}
