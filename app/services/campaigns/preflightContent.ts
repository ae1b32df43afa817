import { MailNotWhole, type CampaignContent } from "~/email/campaignMail";
import { mailLinks, type MailLink } from "~/email/mailLinks";
import type { Reach } from "~/integrations/web/reach";
import { everyBlock, LARGEST_HTML_BYTES, type MailBlock } from "~/policy/mailBlocks";
import { mergeParts, MOST_MERGE_USES, type MergeFault } from "~/policy/mergeFields";
import { MOST_LINKS, type Finding, type FindingCode, type FindingPlace } from "~/policy/preflight";
import { isShouting, spamPhrases } from "~/policy/spamWords";
import type { ShopState } from "~/services/shops/setUp";
import { largestCopyBytes } from "./largestCopy";
import { renderFor } from "./mailOf";

/** The addresses in a mail that can be looked at, each once: none when there are more than anybody may have looked at. */
export function linksToReach({ body }: CampaignContent): string[] {
  const links = [...new Set(mailLinks(body).flatMap((link) => (linkFault(link) || !link.url ? [] : [link.url])))];
  return links.length > MOST_LINKS ? [] : links;
}

/** All that is found in what the merchant wrote, in where its links were seen to lead, and in the mail that becomes of it. */
export async function contentFindings(
  state: ShopState,
  content: CampaignContent,
  reached: ReadonlyMap<string, Reach>,
): Promise<Finding[]> {
  return [
    ...mergeFindings(content),
    ...plainFindings(content),
    ...altFindings(content.body),
    ...linkFindings(mailLinks(content.body), reached),
    ...wordFindings(content),
    ...(await sizeFindings(state, content)),
  ];
}

const inBlock = (id: string): FindingPlace => ({ kind: "block", id });
const IN_MAIL: FindingPlace = { kind: "mail" };

const MERGE_FINDINGS: Readonly<Record<MergeFault, FindingCode>> = {
  unknown_field: "merge_unknown_field",
  no_fallback: "merge_no_fallback",
  fallback_too_long: "merge_fallback_too_long",
  not_closed: "merge_not_closed",
};

interface Placed {
  readonly text: string;
  readonly place: FindingPlace;
}

/** What the merchant wrote for readers, in which merge fields are filled in. */
function writtenTexts({ subject, preheader, body }: CampaignContent): Placed[] {
  return [
    { text: subject, place: { kind: "field", field: "subject" } },
    { text: preheader, place: { kind: "field", field: "preheader" } },
    ...everyBlock(body).flatMap((block): Placed[] => {
      const place = inBlock(block.id);
      if (block.type === "heading") return [{ text: block.text, place }];
      if (block.type === "text") return [{ text: block.markdown, place }];
      return block.type === "button" ? [{ text: block.label, place }] : [];
    }),
  ];
}

/** What goes out as it is written. */
function plainTexts({ purpose, body }: CampaignContent): Placed[] {
  return [
    { text: purpose, place: { kind: "field", field: "purpose" } },
    ...everyBlock(body).flatMap((block): Placed[] => {
      const place = inBlock(block.id);
      if (block.type === "image") return [{ text: block.alt, place }];
      if (block.type !== "products") return [];
      return block.products.flatMap(({ title, alt }) => [
        { text: title, place },
        { text: alt, place },
      ]);
    }),
  ];
}

function plainFindings(content: CampaignContent): Finding[] {
  return plainTexts(content).flatMap(({ text, place }): Finding[] =>
    text.includes("{{") ? [{ code: "merge_not_here", place, about: text.slice(0, 80) }] : [],
  );
}

function mergeFindings(content: CampaignContent): Finding[] {
  const parts = writtenTexts(content).flatMap(({ text, place }) => mergeParts(text).map((part) => ({ part, place })));
  const faults = parts.flatMap(({ part, place }): Finding[] =>
    part.kind === "fault" ? [{ code: MERGE_FINDINGS[part.fault], place, about: part.text.slice(0, 80) }] : [],
  );
  const uses = new Set(parts.flatMap(({ part }) => (part.kind === "merge" ? [JSON.stringify(part.use)] : [])));
  return uses.size > MOST_MERGE_USES
    ? [...faults, { code: "too_many_merge_fields", place: IN_MAIL, about: "" }]
    : faults;
}

/** A picture without words is nothing to whoever does not see it (WCAG 2.2, 1.1.1). A product's stands beside its title. */
function altFindings(body: readonly MailBlock[]): Finding[] {
  return everyBlock(body).flatMap((block): Finding[] => {
    if (block.type !== "image") return [];
    if (block.url === "") return [{ code: "image_missing", place: inBlock(block.id), about: "" }];
    return block.alt.trim() === "" ? [{ code: "alt_missing", place: inBlock(block.id), about: block.url }] : [];
  });
}

const REACH_FINDINGS: Readonly<Record<Exclude<Reach, "reached">, FindingCode>> = {
  not_https: "link_not_https",
  private: "link_private",
  unresolved: "link_unresolved",
  unreachable: "link_unreachable",
  broken: "link_broken",
  too_many_redirects: "link_broken",
};

/** Each address once, where it stands first. */
function linkFindings(links: readonly MailLink[], reached: ReadonlyMap<string, Reach>): Finding[] {
  const toReach = new Map<string, MailLink>();
  const faults = links.flatMap((link): Finding[] => {
    const fault = linkFault(link);
    if (fault) return [{ code: fault, place: inBlock(link.block), about: link.url }];
    if (link.url && !toReach.has(link.url)) toReach.set(link.url, link);
    return [];
  });
  if (toReach.size > MOST_LINKS) return [...faults, { code: "too_many_links", place: IN_MAIL, about: "" }];
  const seen = [...toReach.values()].flatMap(({ url, block }): Finding[] => {
    // What nobody looked at is not known to be there.
    const outcome = reached.get(url) ?? "unreachable";
    return outcome === "reached" ? [] : [{ code: REACH_FINDINGS[outcome], place: inBlock(block), about: url }];
  });
  return [...faults, ...seen];
}

function linkFault({ url, kind }: MailLink): FindingCode | undefined {
  if (url === "") return kind === "image" ? undefined : "link_empty";
  // A name in an address would be written into the logs of whoever is asked for it.
  if (/\{\{|%7B%7B/i.test(url)) return "link_names_person";
  return /^https:\/\//i.test(url) ? undefined : "link_not_https";
}

// A link's words stand in such brackets too, with its address behind them.
const BRACKETS = /\[[^[\]\n]{2,80}\](?![([])/g;

function wordFindings(content: CampaignContent): Finding[] {
  const { subject } = content;
  const found = writtenTexts(content).flatMap(({ text, place }): Finding[] => [
    ...spamPhrases(text).map((about): Finding => ({ code: "spam_words", place, about })),
    ...(text.match(BRACKETS) ?? []).slice(0, 1).map((about): Finding => ({ code: "placeholder_left", place, about })),
  ]);
  const place: FindingPlace = { kind: "field", field: "subject" };
  return isShouting(subject) ? [...found, { code: "shouting", place, about: subject }] : found;
}

/** Beyond this a few more words would be too much. */
const NEARLY = LARGEST_HTML_BYTES * 0.9;

/** Renders the mail as it will go out: that its first block and its footer are whole is seen in the finished HTML and text (P8, P9), and so is its size. */
async function sizeFindings(state: ShopState, content: CampaignContent): Promise<Finding[]> {
  const mail = await renderFor(state, content).catch((error: unknown) => {
    if (error instanceof MailNotWhole) return undefined;
    throw error;
  });
  if (!mail) return [{ code: "footer_not_whole", place: IN_MAIL, about: "" }];
  const bytes = largestCopyBytes(mail, state.shop);
  const about = `${Math.ceil(bytes / 1024)} kB`;
  if (bytes > LARGEST_HTML_BYTES) return [{ code: "too_large", place: IN_MAIL, about }];
  return bytes > NEARLY ? [{ code: "nearly_too_large", place: IN_MAIL, about }] : [];
}
