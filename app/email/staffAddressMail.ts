import { type RenderedMail } from "./campaignMail";
import { writtenMinute } from "./dates";
import { escapeHtml, oneLine } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph, mailDocument } from "./mailDocument";
import { STYLES } from "./styles";

export interface StaffAddressRequest {
  readonly identity: SenderIdentity;
  /** Leads to a page with a button; opening it agrees to nothing. */
  readonly verifyUrl: string;
  readonly expiresAt: Date;
  /** IANA time zone of the shop. */
  readonly timezone: string;
}

/** The mail that asks whoever holds an address whether tests of the merchant's campaigns may go there. A service mail: no marketing, and no word of whoever typed the address. */
export function renderStaffAddressMail({
  identity,
  verifyUrl,
  expiresAt,
  timezone,
}: StaffAddressRequest): RenderedMail {
  const name = oneLine(identity.tradingName) || oneLine(identity.registeredName);
  const subject = `May tests of ${name}’s emails come to this address?`;
  const lines = [
    `Somebody at ${name} entered this address, so that tests of its emails go there before they are sent to customers.`,
    "If that is you, open this page and press the button:",
  ];
  const rest = [
    `The link works until ${writtenMinute(expiresAt, timezone, "en")}.`,
    "If it is not you, do nothing: no test will be sent here.",
  ];
  const paragraph = (html: string) => `<p style="${STYLES.p}">${html}</p>`;
  const link = `<a class="ts-link" href="${escapeHtml(verifyUrl)}" style="${STYLES.a}">Yes, send tests here</a>`;
  const signature = [name, ...disclosureLines(identity)];
  return {
    subject,
    html: mailDocument(subject, "", [
      {
        kind: "body",
        html: [...lines.map(escapeHtml).map(paragraph), paragraph(link), ...rest.map(escapeHtml).map(paragraph)].join(
          "\n",
        ),
      },
      { kind: "band", html: signature.map((line) => bandParagraph(escapeHtml(line), true)).join("\n") },
    ]),
    text: `${[...lines, verifyUrl, ...rest, signature.join("\n")].join("\n\n")}\n`,
  };
}
