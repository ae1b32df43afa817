import { markedLink, type LinkMarks } from "~/policy/linkMarks";
import type { MailBlock } from "~/policy/mailBlocks";
import type { MergeUse } from "~/policy/mergeFields";
import { PLAIN_BRAND, type Brand } from "./brand";
import { escapeHtml, oneLine } from "./escape";
import { disclosureLines, type SenderIdentity } from "./identity";
import { bandParagraph } from "./mailDocument";
import { mergeKeys } from "./mergeKeys";
import { mjmlMail, type MjmlNode } from "./mjmlMail";
import { renderBlocks } from "./renderBlocks";
import { DAY, STYLES } from "./styles";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, WHY_KEY, withoutKeysHtml, withoutKeysText } from "./substitutions";

/** What the merchant writes. All but the body are one line of plain text; subject, preheader and body may hold merge fields. */
export interface CampaignContent {
  readonly subject: string;
  readonly preheader: string;
  readonly body: readonly MailBlock[];
  /** What the mail is for, in words that stand in the mail (P5, P8). */
  readonly purpose: string;
  /** Marks of the links in the body that lead to the store; for none, nothing. */
  readonly marks?: LinkMarks | undefined;
}

/** A mail as it is handed over. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The same with the merge fields in it, in the order of their keys. */
export interface CampaignMail extends RenderedMail {
  readonly merge: readonly MergeUse[];
}

const STOP = "Stop these emails";
const STOP_EXPLAINED =
  "It takes effect as soon as you open the link, with no account or password. The page also lets you add any other addresses that should get no more marketing emails from us.";

const DATA = "See what we hold about you, or have it erased";

/**
 * A campaign mail for all its recipients, with `WHY_KEY`, `OPT_OUT_KEY`, `FEEDBACK_KEY` and `DATA_KEY` where each one's own reason and links go, and the keys of merge fields. The first block says that this is
 * marketing, who sent it, what it is for and why it came (P8); the footer holds the opt-out link, the ways to write about the emails (P14), the published policy, the way to what is
 * held about the reader and the trading disclosures
 * (P9). Only links of the merchant's own part to pages on `storeHosts` carry the content's marks. Both are put in here, in HTML and in text, and nothing the merchant writes can take them out, hide them or use the keys: a mail that did not hold each of them once is refused with an `Error`.
 */
export async function renderCampaignMail(
  content: CampaignContent,
  identity: SenderIdentity,
  links: { readonly feedbackEmail: string; readonly policyUrl: string; readonly storeHosts?: readonly string[] },
  brand: Brand = PLAIN_BRAND,
): Promise<CampaignMail> {
  const words = {
    purpose: oneLine(content.purpose),
    from: senderName(identity),
    feedbackEmail: oneLine(links.feedbackEmail),
    policyUrl: oneLine(links.policyUrl),
    disclosures: disclosureLines(identity),
  };
  const keys = mergeKeys();
  const subject = withoutKeysText(keys.mark(oneLine(content.subject)));
  const preheader = keys.inHtml(foreignHtml(keys.mark(oneLine(content.preheader))));
  const { marks } = content;
  const address = (url: string) => (marks ? markedLink(url, marks, links.storeHosts ?? []) : url);
  const body = renderBlocks(content.body, { keys, brand, address });
  // Without its merge fields: some mail programs read the title out before any value has been put in.
  const title = keys.inText(subject).replace(/%twostage_merge_\d+_text%/g, "…");
  const sections = [band(originHtml(words)), ...logo(brand), ...body.sections, gap(), band(footerHtml(words))];
  const mail = {
    subject: keys.inText(subject),
    html: await mjmlMail(title, preheader, sections),
    text: [originText(words), body.text, footerText(words)].join(`\n\n${RULE}\n\n`) + "\n",
    merge: keys.uses,
  };
  for (const key of [WHY_KEY, OPT_OUT_KEY, FEEDBACK_KEY, DATA_KEY]) {
    for (const part of [mail.html, mail.text]) if (part.toLowerCase().split(key).length !== 2) throw new MailNotWhole();
  }
  return mail;
}

/** A mail that would go out without its origin, its purpose or its ways out (P8, P9): something the merchant wrote hides or doubles them. */
export class MailNotWhole extends Error {
  constructor() {
    super("the mail does not hold what it must hold");
  }
}

const band = (html: string): MjmlNode => ({
  tagName: "mj-section",
  attributes: { "css-class": "ts-band", "background-color": DAY.band, padding: "20px 32px 12px" },
  children: [
    {
      tagName: "mj-column",
      children: [
        {
          tagName: "mj-text",
          attributes: { "css-class": "ts-text", color: DAY.text, "font-size": "14px", padding: "0" },
          content: html,
        },
      ],
    },
  ],
});

const card = (children: MjmlNode[], padding: string): MjmlNode => ({
  tagName: "mj-section",
  attributes: { "css-class": "ts-card", "background-color": DAY.card, padding },
  children: [{ tagName: "mj-column", children }],
});

const gap = (): MjmlNode => card([{ tagName: "mj-spacer", attributes: { height: "12px" } }], "0");

function logo({ logoUrl, logoAlt }: Brand): MjmlNode[] {
  if (!/^https:\/\/\S+$/i.test(logoUrl)) return [];
  const attributes = {
    src: foreignHtml(logoUrl),
    alt: foreignHtml(logoAlt),
    width: "160px",
    align: "left",
    padding: "0",
  };
  return [card([{ tagName: "mj-image", attributes }], "20px 32px 0")];
}

interface Words {
  readonly purpose: string;
  readonly from: string;
  readonly feedbackEmail: string;
  readonly policyUrl: string;
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

const WRITE = "Questions, praise or complaints about our emails?";
const TELL = "Tell us on this page";
const READ = "A person will read it and answer you.";
const POLICY = "How we use email for marketing";

function footerHtml({ feedbackEmail, policyUrl, disclosures }: Words): string {
  const stopStyle = `${STYLES.a};font-size:16px;font-weight:bold;display:inline-block;padding:4px 0`;
  const address = foreignHtml(feedbackEmail);
  const mailto = `mailto:${foreignHtml(encodeURIComponent(feedbackEmail).replace("%40", "@"))}`;
  const link = (href: string, words: string) => `<a class="ts-link" href="${href}" style="${STYLES.a}">${words}</a>`;
  return [
    bandParagraph(`<a class="ts-link" href="${OPT_OUT_KEY}" style="${stopStyle}">${STOP}</a>`),
    bandParagraph(STOP_EXPLAINED),
    bandParagraph(
      `${WRITE} ${link(FEEDBACK_KEY, TELL)}${feedbackEmail ? `, or write to ${link(mailto, address)}` : ""}. ${READ}`,
    ),
    bandParagraph(link(foreignHtml(policyUrl), POLICY)),
    bandParagraph(link(DATA_KEY, DATA), true),
    ...disclosures.map((line) => bandParagraph(foreignHtml(line), true)),
  ].join("\n");
}

function footerText({ feedbackEmail, policyUrl, disclosures }: Words): string {
  const write = feedbackEmail ? ` Or write to ${withoutKeysText(feedbackEmail)}.` : "";
  return [
    `${STOP}: ${OPT_OUT_KEY}`,
    STOP_EXPLAINED,
    "",
    `${WRITE} ${TELL}: ${FEEDBACK_KEY}`,
    `${READ}${write}`,
    "",
    `${POLICY}: ${withoutKeysText(policyUrl)}`,
    "",
    `${DATA}: ${DATA_KEY}`,
    "",
    ...disclosures.map((line) => withoutKeysText(line)),
  ].join("\n");
}
