import { type RenderedMail } from "./campaignMail";
import { writtenMinute } from "./dates";
import { escapeHtml, oneLine, printable } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph, mailDocument } from "./mailDocument";
import { STYLES } from "./styles";

/** An answer that a member of staff wrote to somebody who wrote about the marketing. */
export interface PersonalReply {
  readonly identity: SenderIdentity;
  /** In the words of the member of staff; plain text. */
  readonly body: string;
  /** Subject of what is answered; empty when it had none. */
  readonly subject: string;
  /** What is answered, to be quoted below; null when nothing was written. */
  readonly answered: { readonly text: string; readonly at: Date } | null;
  /** IANA time zone of the shop. */
  readonly timezone: string;
}

const LONGEST_QUOTE = 3000;

/**
 * The mail that carries a personal answer (P14). A service mail: no marketing whatever, no picture, no offer, no link of ours; nothing but the answer, what it answers, and who the merchant is. It goes to whoever wrote, also when
 * they are on the exclusion list: they asked.
 */
export function renderReplyMail({ identity, body, subject, answered, timezone }: PersonalReply): RenderedMail {
  const name = oneLine(identity.tradingName) || oneLine(identity.registeredName);
  const words = printable(body).trim();
  const about = oneLine(subject).slice(0, 200);
  const title = about ? (/^re\s*:/i.test(about) ? about : `Re: ${about}`) : `Your message to ${name}`;
  const quote = answered && printable(answered.text).trim().slice(0, LONGEST_QUOTE);
  const introduction = answered ? `On ${writtenMinute(answered.at, timezone, "en")} you wrote:` : "";
  const why = `You get this email because you wrote to ${name}. It answers you, and puts you on no list.`;
  const foot = [why, name, ...disclosureLines(identity)];
  const paragraphs = (text: string) =>
    text
      .split(/\n{2,}/)
      .map((part) => `<p style="${STYLES.p}">${escapeHtml(part).replaceAll("\n", "<br>")}</p>`)
      .join("\n");
  return {
    subject: title,
    html: mailDocument(title, "", [
      {
        kind: "body",
        html: [
          paragraphs(words),
          ...(quote
            ? [
                paragraphs(introduction),
                `<blockquote style="${STYLES.blockquote}">${escapeHtml(quote).replaceAll("\n", "<br>")}</blockquote>`,
              ]
            : []),
        ].join("\n"),
      },
      { kind: "band", html: foot.map((line) => bandParagraph(escapeHtml(line), true)).join("\n") },
    ]),
    text: [words, ...(quote ? [`${introduction}\n${quote.replace(/^/gm, "> ")}`] : []), `-- \n${foot.join("\n")}`]
      .join("\n\n")
      .concat("\n"),
  };
}
