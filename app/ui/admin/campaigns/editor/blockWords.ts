import type { BlockType, MailBlock } from "~/policy/mailBlocks";
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

/** What each merge field is called, and what stands in for it unless the merchant says otherwise. */
export const MERGE_WORDS: Readonly<Record<MergeField, { readonly label: string; readonly fallback: string }>> = {
  first_name: { label: "First name", fallback: "there" },
  name: { label: "Name", fallback: "customer" },
  company: { label: "Company", fallback: "your company" },
};

/** What is wrong with a merge field, and how it is written. */
export const MERGE_FAULT_WORDS: Readonly<Record<MergeFault, string>> = {
  unknown_field: "There is no such merge field. Insert one from the menu.",
  no_fallback: "It needs words for when nothing is known, such as {{first_name|there}}.",
  fallback_too_long: "The words for when nothing is known may have at most 60 characters.",
  not_closed: "It is not closed by }}.",
};
