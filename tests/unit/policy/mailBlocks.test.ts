import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BLOCK_TYPES,
  duplicateBlock,
  everyBlock,
  findBlock,
  insertBlock,
  isEmptyMail,
  LEAF_TYPES,
  moveBlock,
  newBlock,
  overfull,
  removeBlock,
  replaceBlock,
  withColumns,
  type ColumnsBlock,
  type LeafBlock,
  type MailBlock,
} from "~/policy/mailBlocks";
import { mailBlocks } from "~/email/blockSchema";

const leaf = (id: string) => newBlock("text", id) as LeafBlock;
const columns = (id: string, ...held: LeafBlock[][]): ColumnsBlock => ({ id, type: "columns", columns: held });
const MAIL: readonly MailBlock[] = [leaf("a"), columns("b", [leaf("c"), leaf("d")], [leaf("e")]), leaf("f")];
const ids = (blocks: readonly MailBlock[]): string =>
  blocks.map((block) => (block.type === "columns" ? `${block.id}(${block.columns.map((each) => ids(each)).join("|")})` : block.id)).join(" "); // prettier-ignore

describe("editing the blocks of a mail", () => {
  it.each<[string, (blocks: readonly MailBlock[]) => readonly MailBlock[], string]>([
    ["moves a block down, past columns", (b) => moveBlock(b, "a", 1), "b(c d|e) a f"],
    ["moves columns up", (b) => moveBlock(b, "b", -1), "b(c d|e) a f"],
    ["moves within a column", (b) => moveBlock(b, "d", -1), "a b(d c|e) f"],
    ["leaves the first where it is", (b) => moveBlock(b, "a", -1), "a b(c d|e) f"],
    ["leaves the last where it is", (b) => moveBlock(b, "f", 1), "a b(c d|e) f"],
    ["leaves the last of a column in it", (b) => moveBlock(b, "d", 1), "a b(c d|e) f"],
    ["removes a block", (b) => removeBlock(b, "a"), "b(c d|e) f"],
    ["removes a block of a column", (b) => removeBlock(b, "e"), "a b(c d|) f"],
    ["removes columns with what is in them", (b) => removeBlock(b, "b"), "a f"],
    ["copies a block after it", (b) => duplicateBlock(b, "a", (id) => `${id}2`), "a a2 b(c d|e) f"],
    ["copies columns with new ids throughout", (b) => duplicateBlock(b, "b", (id) => `${id}2`), "a b(c d|e) b2(c2 d2|e2) f"],
    ["adds after a block", (b) => insertBlock(b, leaf("x"), { after: "a" }), "a x b(c d|e) f"],
    ["adds after a block of a column", (b) => insertBlock(b, leaf("x"), { after: "c" }), "a b(c x d|e) f"],
    ["adds columns after the columns they cannot stand in", (b) => insertBlock(b, columns("x", []), { after: "c" }), "a b(c d|e) x() f"],
    ["adds at the end of a column", (b) => insertBlock(b, leaf("x"), { columns: "b", column: 1 }), "a b(c d|e x) f"],
    ["puts no columns into a column", (b) => insertBlock(b, columns("x", []), { columns: "b", column: 1 }), "a b(c d|e) f"],
    ["adds at the end", (b) => insertBlock(b, leaf("x"), { end: true }), "a b(c d|e) f x"],
    ["adds at the end when the place is gone", (b) => insertBlock(b, leaf("x"), { after: "gone" }), "a b(c d|e) f x"],
    ["adds nothing else for an unknown block", (b) => removeBlock(moveBlock(b, "gone", 1), "gone"), "a b(c d|e) f"],
  ])("%s", (_, edit, expected) => expect(ids(edit(MAIL))).toBe(expected)); // prettier-ignore

  it("tells what holds more than it may: the mail, or a column of it", () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => leaf(`t${n}`));
    expect(overfull(many(100))).toBeUndefined();
    expect(overfull(many(101))).toBe("mail");
    expect(overfull([leaf("a"), columns("b", [], many(10))])).toBeUndefined();
    expect(overfull([leaf("a"), columns("b", [], many(11))])).toBe("column");
  });

  it("changes a block in a column and no other", () => {
    const changed = replaceBlock(MAIL, { id: "d", type: "text", markdown: "new" });
    expect(findBlock(changed, "d")).toMatchObject({ markdown: "new" });
    expect(ids(changed)).toBe(ids(MAIL));
  });

  it("keeps what stood in a column that goes", () => {
    const three = withColumns(columns("b", [leaf("c")], [leaf("d")]), 3);
    expect(three.columns.length).toBe(3);
    expect(ids([withColumns(columns("b", [leaf("c")], [leaf("d")], [leaf("e")]), 2)])).toBe("b(c|d e)");
  });

  it("never loses or doubles a block by moving, and always gives what can be stored", () => {
    const type = fc.constantFrom(...LEAF_TYPES);
    const moves = fc.array(fc.tuple(fc.nat(9), fc.constantFrom<-1 | 1>(-1, 1)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 5 }), moves, (types, steps) => {
        const held = types.map((each, n) => newBlock(each, `h-${n}`) as LeafBlock);
        const start = [columns("b", held, []), ...types.map((each, n) => newBlock(each, `t-${n}`))];
        const all = everyBlock(start).map(({ id }) => id);
        const end = steps.reduce<readonly MailBlock[]>(
          (blocks, [which, by]) => moveBlock(blocks, all[which % all.length] ?? "", by),
          start,
        );
        expect(
          everyBlock(end)
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...all].sort());
        expect(mailBlocks.safeParse(end).success).toBe(true);
      }),
      { seed: 21 },
    );
  });

  it("knows an empty mail from one that says something", () => {
    expect(isEmptyMail(BLOCK_TYPES.map((type) => newBlock(type, type)))).toBe(true);
    expect(isEmptyMail([columns("b", [{ id: "c", type: "text", markdown: "Hello" }])])).toBe(false);
  });
});

describe("the blocks that are stored", () => {
  it("may be every new block", () => {
    const blocks = BLOCK_TYPES.map((type) => newBlock(type, type));
    expect(mailBlocks.parse(blocks)).toEqual(blocks);
  });

  const text = { id: "t", type: "text", markdown: "x" };
  it.each<[string, unknown]>([
    ["no list", { 0: text }],
    ["more than 100", Array.from({ length: 101 }, (_, n) => ({ ...text, id: `t-${n}` }))],
    ["an unknown kind", [{ id: "t", type: "html", html: "<b>" }]],
    ["a field that no block has", [{ ...text, style: "display:none" }]],
    ["an id twice", [text, text]],
    ["an id twice, once in a column", [text, { id: "c", type: "columns", columns: [[text]] }]],
    ["an id that is no name", [{ ...text, id: "t'><b>" }]],
    ["columns in columns", [{ id: "c", type: "columns", columns: [[{ id: "d", type: "columns", columns: [[]] }]] }]],
    ["four columns", [{ id: "c", type: "columns", columns: [[], [], [], []] }]],
    ["a heading of two lines", [{ id: "h", type: "heading", text: "a\nb", level: 1, align: "left" }]],
    ["a heading of a level there is not", [{ id: "h", type: "heading", text: "a", level: 4, align: "left" }]],
    ["an address with a blank", [{ id: "b", type: "button", label: "a", url: "https://x.test/ y", align: "left" }]],
    ["a picture wider than the mail", [{ id: "i", type: "image", url: "", alt: "", link: "", width: 101 }]],
    ["a product that is none of Shopify's", [{ id: "p", type: "products", products: [{ id: "1", title: "", image: "", alt: "", price: "", url: "" }] }]],
    ["too much in all", Array.from({ length: 4 }, (_, n) => ({ ...text, id: `t-${n}`, markdown: "x".repeat(45_000) }))],
  ])("are not %s", (_, blocks) => expect(mailBlocks.safeParse(blocks).success).toBe(false)); // prettier-ignore
});
