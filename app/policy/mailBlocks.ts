/** What the merchant's part of a campaign mail is made of: a list of blocks. Their shape is checked by app/email/blockSchema.ts; what the system adds around them (P8, P9) is no block and so can be neither moved nor taken out. */
export type MailBlock = LeafBlock | ColumnsBlock | ProductsBlock;

/** A block that can also stand in a column. */
export type LeafBlock = HeadingBlock | TextBlock | ImageBlock | ButtonBlock | DividerBlock;

export const ALIGNMENTS = ["left", "center"] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

interface Identified {
  /** Tells the blocks of a mail apart while they are edited. */
  readonly id: string;
}

export interface HeadingBlock extends Identified {
  readonly type: "heading";
  readonly text: string;
  readonly level: 1 | 2 | 3;
  readonly align: Alignment;
}

export interface TextBlock extends Identified {
  readonly type: "text";
  /** Markdown without HTML. */
  readonly markdown: string;
}

export interface ImageBlock extends Identified {
  readonly type: "image";
  readonly url: string;
  /** What the picture shows, for those who do not see it. */
  readonly alt: string;
  /** Where a press leads; empty for nowhere. */
  readonly link: string;
  /** Per cent of the width there is. */
  readonly width: number;
}

export interface ButtonBlock extends Identified {
  readonly type: "button";
  readonly label: string;
  readonly url: string;
  readonly align: Alignment;
}

export interface DividerBlock extends Identified {
  readonly type: "divider";
}

export interface ColumnsBlock extends Identified {
  readonly type: "columns";
  readonly columns: readonly (readonly LeafBlock[])[];
}

/** A product as it was when it was picked: the mail does not change when the store does. */
export interface PickedProduct {
  /** Shopify's gid. */
  readonly id: string;
  readonly title: string;
  readonly image: string;
  readonly alt: string;
  /** With its currency, as it is shown; empty for none. */
  readonly price: string;
  readonly url: string;
}

export interface ProductsBlock extends Identified {
  readonly type: "products";
  readonly products: readonly PickedProduct[];
}

export const BLOCK_TYPES = ["heading", "text", "image", "button", "divider", "columns", "products"] as const;
export type BlockType = (typeof BLOCK_TYPES)[number];
export const LEAF_TYPES = ["heading", "text", "image", "button", "divider"] as const satisfies readonly BlockType[];

/** What the id of a block may be. */
export const BLOCK_ID = /^[a-z0-9-]{1,40}$/;

/** How much a mail may hold: enough for any letter, and little enough to be read, stored and checked at once. */
export const BLOCK_LIMITS = {
  blocks: 100,
  columns: 3,
  blocksInColumn: 10,
  products: 12,
  line: 200,
  markdown: 50_000,
  url: 2000,
  /** Characters of the whole list as JSON. */
  total: 150_000,
} as const;

/** Gmail shows no more of a mail's HTML than this, and with it no footer (P9). */
export const LARGEST_HTML_BYTES = 102 * 1024;

/** A new, empty block. */
export function newBlock(type: BlockType, id: string): MailBlock {
  switch (type) {
    case "heading":
      return { id, type, text: "", level: 2, align: "left" };
    case "text":
      return { id, type, markdown: "" };
    case "image":
      return { id, type, url: "", alt: "", link: "", width: 100 };
    case "button":
      return { id, type, label: "", url: "", align: "left" };
    case "divider":
      return { id, type };
    case "columns":
      return { id, type, columns: [[], []] };
    case "products":
      return { id, type, products: [] };
  }
}

/** Every block of a mail in the order of reading: a columns block before those in it. */
export function everyBlock(blocks: readonly MailBlock[]): MailBlock[] {
  return blocks.flatMap((block): MailBlock[] =>
    block.type === "columns" ? [block, ...block.columns.flat()] : [block],
  );
}

/** The block with this id, wherever it stands. */
export function findBlock(blocks: readonly MailBlock[], id: string): MailBlock | undefined {
  return everyBlock(blocks).find((block) => block.id === id);
}

/** Whether a mail says nothing yet. */
export function isEmptyMail(blocks: readonly MailBlock[]): boolean {
  return everyBlock(blocks).every((block) => {
    switch (block.type) {
      case "heading":
        return block.text.trim() === "";
      case "text":
        return block.markdown.trim() === "";
      case "image":
        return block.url === "";
      case "button":
        return block.label.trim() === "";
      case "products":
        return block.products.length === 0;
      case "divider":
      case "columns":
        return true;
    }
  });
}

type EditList = (list: readonly MailBlock[]) => readonly MailBlock[];

/** Applies an edit to whichever list holds the block `id`: the mail's own, or that of a column. What is no block of a column never comes into one. */
function editListOf(blocks: readonly MailBlock[], id: string, edit: EditList): readonly MailBlock[] {
  if (blocks.some((block) => block.id === id)) return edit(blocks);
  return blocks.map((block): MailBlock =>
    block.type === "columns" && block.columns.some((column) => column.some((leaf) => leaf.id === id))
      ? {
          ...block,
          columns: block.columns.map((column) =>
            column.some((leaf) => leaf.id === id) ? edit(column).filter(isLeaf) : column,
          ),
        }
      : block,
  );
}

const isLeaf = (block: MailBlock): block is LeafBlock => (LEAF_TYPES as readonly string[]).includes(block.type);

/** What holds more blocks than it may: the mail, or a column of it. */
export function overfull(blocks: readonly MailBlock[]): "mail" | "column" | undefined {
  if (blocks.length > BLOCK_LIMITS.blocks) return "mail";
  const columns = blocks.flatMap((block) => (block.type === "columns" ? block.columns : []));
  return columns.some((column) => column.length > BLOCK_LIMITS.blocksInColumn) ? "column" : undefined;
}

/** Puts another in the place of the block with the same id. */
export function replaceBlock(blocks: readonly MailBlock[], changed: MailBlock): readonly MailBlock[] {
  return editListOf(blocks, changed.id, (list) => list.map((block) => (block.id === changed.id ? changed : block)));
}

/** Takes a block out, and with a columns block those in it. */
export function removeBlock(blocks: readonly MailBlock[], id: string): readonly MailBlock[] {
  return editListOf(blocks, id, (list) => list.filter((block) => block.id !== id));
}

/** Moves a block up or down by one within its own list; at an end it stays. */
export function moveBlock(blocks: readonly MailBlock[], id: string, by: -1 | 1): readonly MailBlock[] {
  return editListOf(blocks, id, (list) => {
    const from = list.findIndex((block) => block.id === id);
    const to = from + by;
    const [one, other] = [list[from], list[to]];
    if (!one || !other) return list;
    return list.map((block, place) => (place === from ? other : place === to ? one : block));
  });
}

/** Puts a copy of a block after it. `idOf` gives each copied block its new id. */
export function duplicateBlock(
  blocks: readonly MailBlock[],
  id: string,
  idOf: (old: string) => string,
): readonly MailBlock[] {
  return editListOf(blocks, id, (list) =>
    list.flatMap((block) => (block.id === id ? [block, copyOf(block, idOf)] : [block])),
  );
}

function copyOf(block: MailBlock, idOf: (old: string) => string): MailBlock {
  const id = idOf(block.id);
  if (block.type !== "columns") return { ...block, id };
  return {
    ...block,
    id,
    columns: block.columns.map((column) => column.map((leaf) => ({ ...leaf, id: idOf(leaf.id) }))),
  };
}

/** Where a new block goes: after another, or at the end of a column or of the mail. */
export type BlockPlace =
  { readonly after: string } | { readonly columns: string; readonly column: number } | { readonly end: true };

/** Puts a new block into its place. A block that a column cannot hold, meant for after one that stands in a column, goes after the columns. */
export function insertBlock(blocks: readonly MailBlock[], block: MailBlock, place: BlockPlace): readonly MailBlock[] {
  if ("columns" in place) {
    if (!isLeaf(block)) return blocks;
    return blocks.map((each) =>
      each.id === place.columns && each.type === "columns"
        ? { ...each, columns: each.columns.map((column, n) => (n === place.column ? [...column, block] : column)) }
        : each,
    );
  }
  if (!("after" in place)) return [...blocks, block];
  const top = blocks.find((each) => each.id === place.after || (each.type === "columns" && holds(each, place.after)));
  if (!top) return [...blocks, block];
  const after = isLeaf(block) ? place.after : top.id;
  return editListOf(blocks, after, (list) => list.flatMap((each) => (each.id === after ? [each, block] : [each])));
}

const holds = (block: ColumnsBlock, id: string) =>
  block.columns.some((column) => column.some((leaf) => leaf.id === id));

/** As many columns as asked for; the blocks of a column that goes are put at the end of the last one that stays. */
export function withColumns(block: ColumnsBlock, count: number): ColumnsBlock {
  const kept = block.columns.slice(0, count);
  const moved = block.columns.slice(count).flat();
  const filled = [...kept, ...Array.from({ length: count - kept.length }, () => [])];
  return { ...block, columns: filled.map((column, n) => (n === count - 1 ? [...column, ...moved] : column)) };
}
