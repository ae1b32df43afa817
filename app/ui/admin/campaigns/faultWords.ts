import type { Fault } from "~/lib/errors";
import { DRAFT_FAULTS, type DraftFault } from "~/policy/draftFaults";
import { BLOCK_LIMITS, findBlock, type MailBlock } from "~/policy/mailBlocks";
import { DRAFT_ERRORS, DRAFT_LABELS, type DraftField, type FormField } from "./draftWords";
import { partLabel, shortBlockName } from "./editor/blockWords";

const number = (many: number) => many.toLocaleString("en-GB");

const WORDS: Readonly<Record<DraftFault, (most: number) => string>> = {
  too_long: (most) => `At most ${number(most)} characters: shorten it`,
  too_many: (most) => `At most ${number(most)}: take some out`,
  too_large: () =>
    `All blocks together may have ${number(BLOCK_LIMITS.total)} characters: shorten a text, or take a block out`,
  blank: () => "There is a blank inside this address: take it out",
  line_break: () => "It may have no line breaks: write it on one line",
  unusable: () => "It cannot be saved like this: set it anew",
};

/** What there are too many of, by the part of a block; of the mail itself, its blocks. */
const TOO_MANY: Readonly<Record<string, string>> = {
  columns: `A column holds at most ${BLOCK_LIMITS.blocksInColumn} blocks: take some out`,
  products: `At most ${BLOCK_LIMITS.products} products: change which`,
  body: `An email holds at most ${BLOCK_LIMITS.blocks} blocks: take some out`,
};

/** What is wrong at a place of a draft, and what to do about it. */
export function faultWords({ field, at: [, part], code, most = 0 }: Fault): string {
  if (field !== "body") return DRAFT_ERRORS[field as FormField] ?? WORDS.unusable(most);
  const many = code === "too_many" ? TOO_MANY[part ?? field] : undefined;
  return many ?? WORDS[DRAFT_FAULTS.find((each) => each === code) ?? "unusable"](most);
}

/** The place of a fault, as a sentence about it names it: a field of the form, or a block with its part. */
export function faultPlace({ field, at: [id = "", part = ""] }: Fault, blocks: readonly MailBlock[]): string {
  const block = findBlock(blocks, id);
  if (!block) return DRAFT_LABELS[field as DraftField] ?? field;
  const label = partLabel(block.type, part);
  return label === undefined ? shortBlockName(block) : `${shortBlockName(block)}, ${label}`;
}
