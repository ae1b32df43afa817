import type { ConsentSurface } from "~/policy/consentSurface";
import { type RenderedMail } from "./campaignMail";
import { writtenMinute } from "./dates";
import { escapeHtml, oneLine, printable } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph, mailDocument } from "./mailDocument";
import { DAY, STYLES } from "./styles";

export interface VerificationRequest {
  readonly identity: SenderIdentity;
  /** Exactly the words that were shown beside the box. */
  readonly wording: string;
  readonly surface: ConsentSurface;
  readonly askedAt: Date;
  /** IANA time zone of the shop. */
  readonly timezone: string;
  /** Leads to a page with a button; opening it confirms nothing. */
  readonly confirmUrl: string;
  readonly expiresAt: Date;
}

const PLACES: Readonly<Record<ConsentSurface, string>> = {
  checkout: "at our checkout",
  thank_you: "on the page that follows an order with us",
  order_status: "on the page of an order with us",
  account: "on the profile page of an account with us",
  storefront_form: "in a form of our shop",
  storefront_page: "on our shop's page for email offers",
  staff: "to one of our staff",
  import: "elsewhere",
};

/**
 * The mail that asks whether it was really the holder of the address who asked (P13). No marketing whatever: no picture, no offer, no other link; the only
 * foreign words are the merchant's name, the wording that was agreed to and the trading disclosures.
 */
export function renderVerificationMail(request: VerificationRequest): RenderedMail {
  const { identity, confirmUrl, timezone } = request;
  const name = oneLine(identity.tradingName) || oneLine(identity.registeredName);
  const contact = oneLine(identity.contactEmail);
  const wording = printable(request.wording).trim();
  const subject = `Please confirm: did you ask ${name} to email you?`;
  const said = {
    asked: `On ${writtenMinute(request.askedAt, timezone)}, somebody gave this email address ${PLACES[request.surface]} and ticked a box with these words:`,
    press: "If that was you, open this link and press the button on the page. Only then is your request complete:",
    until: `The link works until ${writtenMinute(request.expiresAt, timezone)}. After that your request lapses.`,
    notYou: "If it was not you, do nothing: without the button you will get no marketing emails from us.",
    contact: contact
      ? `You can also tell us by replying, or by writing to ${contact}.`
      : "You can also tell us by replying.",
  };
  const disclosures = disclosureLines(identity);
  const signature = disclosures[0]?.startsWith(name) ? disclosures : [name, ...disclosures];
  const paragraph = (html: string) => `<p style="${STYLES.p}">${html}</p>`;
  const body = [
    paragraph("Hello,"),
    paragraph(escapeHtml(said.asked)),
    `<blockquote style="${STYLES.blockquote}">${escapeHtml(wording).replaceAll("\n", "<br>")}</blockquote>`,
    paragraph(escapeHtml(said.press)),
    paragraph(confirmLink(confirmUrl)),
    paragraph(escapeHtml(said.until)),
    paragraph(`<strong>${escapeHtml(said.notYou)}</strong> ${escapeHtml(said.contact)}`),
  ].join("\n");
  return {
    subject,
    html: mailDocument(subject, "", [
      { kind: "body", html: body },
      { kind: "band", html: signature.map((line) => bandParagraph(escapeHtml(line), true)).join("\n") },
    ]),
    text: [
      "Hello,",
      said.asked,
      wording.replace(/^/gm, "> "),
      said.press,
      confirmUrl,
      said.until,
      `${said.notYou} ${said.contact}`,
      signature.join("\n"),
    ]
      .join("\n\n")
      .concat("\n"),
  };
}

function confirmLink(url: string): string {
  const look = `display:inline-block;padding:12px 22px;background:${DAY.link};color:#ffffff;font-weight:bold;text-decoration:none;border-radius:4px`;
  return `<a href="${escapeHtml(url)}" style="${look}">Open the page with the button</a>`;
}
