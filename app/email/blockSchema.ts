import { z } from "zod";
import { ALIGNMENTS, BLOCK_ID, BLOCK_LIMITS, everyBlock, type LeafBlock, type MailBlock } from "~/policy/mailBlocks";
import { printable } from "./escape";

const id = z.string().regex(BLOCK_ID);
const line = z
  .string()
  .max(BLOCK_LIMITS.line)
  .refine((text) => !/[\r\n]/.test(text), "line_break")
  .transform(printable);
// What is no address of the web is left out of the mail, and named before the start (services/campaigns/preflight.ts): a draft may be half written.
const url = z
  .string()
  .trim()
  .max(BLOCK_LIMITS.url)
  .refine((text) => !/[\s\u0000-\u001f]/.test(text), "blank");
const align = z.enum(ALIGNMENTS);

const leaves = [
  z.strictObject({ id, type: z.literal("heading"), text: line, level: z.literal([1, 2, 3]), align }),
  z.strictObject({ id, type: z.literal("text"), markdown: z.string().max(BLOCK_LIMITS.markdown).transform(printable) }),
  z.strictObject({
    id,
    type: z.literal("image"),
    url,
    alt: line,
    link: url,
    width: z.number().int().min(10).max(100),
  }),
  z.strictObject({ id, type: z.literal("button"), label: line, url, align }),
  z.strictObject({ id, type: z.literal("divider") }),
] as const;

const leaf: z.ZodType<LeafBlock> = z.discriminatedUnion("type", leaves);

const product = z.strictObject({
  id: z.string().regex(/^gid:\/\/shopify\/Product\/\d{1,20}$/),
  title: line,
  image: url,
  alt: line,
  price: line,
  url,
});

const block: z.ZodType<MailBlock> = z.discriminatedUnion("type", [
  ...leaves,
  z.strictObject({
    id,
    type: z.literal("columns"),
    columns: z.array(z.array(leaf).max(BLOCK_LIMITS.blocksInColumn)).min(1).max(BLOCK_LIMITS.columns),
  }),
  z.strictObject({ id, type: z.literal("products"), products: z.array(product).max(BLOCK_LIMITS.products) }),
]);

/** The blocks of a campaign mail as they are stored: known kinds only, bounded, each id once. What it says of a refusal is a code of policy/draftFaults.ts. */
export const mailBlocks = z
  .array(block)
  .max(BLOCK_LIMITS.blocks)
  .refine((blocks) => JSON.stringify(blocks).length <= BLOCK_LIMITS.total, "too_large")
  .refine((blocks) => {
    const ids = everyBlock(blocks).map((each) => each.id);
    return new Set(ids).size === ids.length;
  });
