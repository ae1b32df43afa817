import { BLOCK_LIMITS, type BlockType, type MailBlock } from "~/policy/mailBlocks";
import type { MergeFault, MergeField } from "~/policy/mergeFields";

/** What each kind of block is called. */
export const BLOCK_WORDS: Readonly<Record<BlockType, string>> = {
  heading: "Heading",
  text: "Text",
  image: "Image",
  button: "Button",
  divider: "Dividing line",
  columns: "Columns",
  products: "Products",
};

type PartLabels = {
  readonly [Block in MailBlock as Block["type"]]: Readonly<Record<Exclude<keyof Block, "id" | "type">, string>>;
};

/** What the fields of each kind of block are called. */
export const PART_LABELS: PartLabels = {
  heading: { text: "Words", level: "Size", align: "Place" },
  text: { markdown: "Text of the block" },
  image: { url: "Address of the picture", alt: "What the picture shows", link: "Link", width: "Width" },
  button: { label: "Words", url: "Link", align: "Place" },
  divider: {},
  columns: { columns: "Columns" },
  products: { products: "Products" },
};

/** What a field of a block is called; `undefined` when the block has no such field. */
export function partLabel(type: BlockType, part: string): string | undefined {
  return (PART_LABELS[type] as Readonly<Record<string, string>>)[part];
}

/** Why no further block fits. */
export const OVERFULL_WORDS = {
  mail: `An email holds at most ${BLOCK_LIMITS.blocks} blocks.`,
  column: `A column holds at most ${BLOCK_LIMITS.blocksInColumn} blocks.`,
} as const;

/** The beginning of what a block says, to tell it from the others; empty when it says nothing yet. */
export function blockExcerpt(block: MailBlock): string {
  switch (block.type) {
    case "heading":
      return block.text.trim();
    case "text":
      return block.markdown.trim().split("\n", 1)[0]?.slice(0, 80) ?? "";
    case "image":
      return block.alt.trim();
    case "button":
      return block.label.trim();
    case "divider":
      return "";
    case "columns":
      return `${block.columns.length} beside each other`;
    case "products":
      return block.products.map(({ title }) => title).join(", ");
  }
}

/** A block as a sentence about it names it. */
export function blockName(block: MailBlock): string {
  const excerpt = blockExcerpt(block);
  return excerpt ? `${BLOCK_WORDS[block.type]}: ${excerpt}` : BLOCK_WORDS[block.type];
}

/** A block as a list shows it. */
export function shortBlockName(block: MailBlock): string {
  const name = blockName(block);
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

const LONGEST_NAME = 50;

/** What each merge field is called, and what stands in for it unless the merchant says otherwise. */
export const MERGE_WORDS: Readonly<Record<MergeField, { readonly label: string; readonly fallback: string }>> = {
  first_name: { label: "First name", fallback: "there" },
  name: { label: "Name", fallback: "customer" },
  company: { label: "Company", fallback: "your company" },
};

/** A link of a text that has a blank inside its address, which then is no link; a title in quotation marks may stand behind it. */
const BROKEN_LINK = /\]\(\s*(?:https?:\/\/|mailto:)[^\s()]*[^\S\n]+[^\s()"'][^()\n]*\)/i;

/** What is wrong with the links of a text; nothing when all is well. */
export function brokenLink(markdown: string): string | undefined {
  return BROKEN_LINK.test(markdown)
    ? "An address has a blank inside, so that it is shown as text and not as a link: take the blank out."
    : undefined;
}

/** What is wrong with a merge field, and how it is written. */
export const MERGE_FAULT_WORDS: Readonly<Record<MergeFault, string>> = {
  unknown_field: "There is no such merge field. Insert one from the menu.",
  no_fallback: "It needs words for when nothing is known, such as {{first_name|there}}.",
  fallback_too_long: "The words for when nothing is known may have at most 60 characters.",
  not_closed: "It is not closed by }}.",
};
