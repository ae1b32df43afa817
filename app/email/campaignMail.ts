import { escapeHtml, oneLine } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph, mailDocument } from "./mailDocument";
import { renderMarkdown } from "./markdown";
import { STYLES } from "./styles";
import { DATA_KEY, OPT_OUT_KEY, WHY_KEY, withoutKeysHtml, withoutKeysText } from "./substitutions";

/** What the merchant writes. All but the body are one line of plain text. */
export interface CampaignContent {
  readonly subject: string;
  readonly preheader: string;
  /** Markdown without HTML. */
  readonly body: string;
  /** What the mail is for, in words that stand in the mail (P5, P8). */
  readonly purpose: string;
}

/** A mail as it is handed over. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const STOP = "Stop these emails";
const STOP_EXPLAINED =
  "It takes effect as soon as you open the link, with no account or password. The page also lets you add any other addresses that should get no more marketing emails from us.";

const DATA = "See what we hold about you, or have it erased";

/**
 * A campaign mail for all its recipients, with `WHY_KEY`, `OPT_OUT_KEY` and `DATA_KEY` where each one's own reason and links go. The first block says that this is marketing,
 * who sent it, what it is for and why it came (P8); the footer holds the opt-out link, the address for questions and complaints (P14) and the trading disclosures
 * (P9). Both are put in here, in HTML and in text, and nothing the merchant writes can take them out, hide them or use the keys.
 */
export function renderCampaignMail(
  content: CampaignContent,
  identity: SenderIdentity,
  links: { readonly feedbackEmail: string },
): RenderedMail {
  const words = {
    subject: oneLine(content.subject),
    preheader: oneLine(content.preheader),
    purpose: oneLine(content.purpose),
    from: senderName(identity),
    feedbackEmail: oneLine(links.feedbackEmail),
    disclosures: disclosureLines(identity),
  };
  const body = renderMarkdown(content.body);
  return {
    subject: withoutKeysText(words.subject),
    html: mailDocument(words.subject, words.preheader, [
      { kind: "band", html: originHtml(words) },
      { kind: "body", html: body.html },
      { kind: "band", html: footerHtml(words) },
    ]),
    text: [originText(words), body.text, footerText(words)].join(`\n\n${RULE}\n\n`) + "\n",
  };
}

interface Words {
  readonly purpose: string;
  readonly from: string;
  readonly feedbackEmail: string;
  readonly disclosures: readonly string[];
}

const RULE = "-".repeat(60);

function senderName({ tradingName, registered, registeredName }: SenderIdentity): string {
  const trading = oneLine(tradingName);
  const full = oneLine(registeredName);
  if (!registered || !full || full.toLowerCase() === trading.toLowerCase()) return trading || full;
  return trading ? `${trading} (${full})` : full;
}

function foreignHtml(text: string): string {
  return withoutKeysHtml(escapeHtml(text));
}

function originHtml({ from, purpose }: Words): string {
  return [
    bandParagraph(`<strong>Marketing email from ${foreignHtml(from)}</strong>`),
    bandParagraph(`<strong>What this email is for:</strong> ${foreignHtml(purpose)}`),
    bandParagraph(`<strong>Why you receive it:</strong> ${WHY_KEY}`),
  ].join("\n");
}

function originText({ from, purpose }: Words): string {
  return [
    `Marketing email from ${withoutKeysText(from)}`,
    `What this email is for: ${withoutKeysText(purpose)}`,
    `Why you receive it: ${WHY_KEY}`,
  ].join("\n");
}

function footerHtml({ feedbackEmail, disclosures }: Words): string {
  const stopStyle = `${STYLES.a};font-size:16px;font-weight:bold;display:inline-block;padding:4px 0`;
  const address = foreignHtml(feedbackEmail);
  const mailto = `mailto:${foreignHtml(encodeURIComponent(feedbackEmail).replace("%40", "@"))}`;
  return [
    bandParagraph(`<a class="ts-link" href="${OPT_OUT_KEY}" style="${stopStyle}">${STOP}</a>`),
    bandParagraph(STOP_EXPLAINED),
    feedbackEmail
      ? bandParagraph(
          `Questions or complaints about our emails? Write to <a class="ts-link" href="${mailto}" style="${STYLES.a}">${address}</a>. A person will read it and answer you.`,
        )
      : "",
    bandParagraph(`<a class="ts-link" href="${DATA_KEY}" style="${STYLES.a}">${DATA}</a>`, true),
    ...disclosures.map((line) => bandParagraph(foreignHtml(line), true)),
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n");
}

function footerText({ feedbackEmail, disclosures }: Words): string {
  const question = `Questions or complaints about our emails? Write to ${withoutKeysText(feedbackEmail)}. A person will read it and answer you.`;
  return [
    `${STOP}: ${OPT_OUT_KEY}`,
    STOP_EXPLAINED,
    ...(feedbackEmail ? ["", question] : []),
    "",
    `${DATA}: ${DATA_KEY}`,
    "",
    ...disclosures.map((line) => withoutKeysText(line)),
  ].join("\n");
}
