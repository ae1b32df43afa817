import { AppProvider } from "@shopify/polaris";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { newBlock, type LeafBlock, type MailBlock } from "~/policy/mailBlocks";
import { BlockEditor } from "~/ui/admin/campaigns/editor/BlockEditor";

const texts = (many: number, of = "t") => Array.from({ length: many }, (_, n) => newBlock("text", `${of}-${n}`) as LeafBlock); // prettier-ignore
const columns = (...held: LeafBlock[][]): MailBlock => ({ id: "c-1", type: "columns", columns: held });

/** The editor as it is drawn with a block chosen. */
const draw = (blocks: readonly MailBlock[], chosenId: string) =>
  renderToStaticMarkup(
    <AppProvider i18n={{}}>
      <BlockEditor
        body={JSON.stringify(blocks)}
        onChange={() => undefined}
        chosenId={chosenId}
        onChoose={() => undefined}
        faults={[]}
      />
    </AppProvider>,
  );

/** Whether a button with this name or these words is offered. */
function offers(page: string, words: string): boolean {
  const button = page.split("<button").find((part) => part.split("</button>")[0]?.includes(words));
  if (button === undefined) throw new Error(`there is no button: ${words}`);
  return !/^[^>]* aria-disabled="true"/.test(button);
}

const FULL = "An email holds at most 100 blocks.";
const FULL_COLUMN = "A column holds at most 10 blocks.";

describe("an email with as many blocks as it may have", () => {
  it("offers neither another nor a copy, and says why", () => {
    const page = draw(texts(100), "t-0");
    expect([offers(page, "Add block"), offers(page, "Copy: Text")]).toEqual([false, false]);
    expect(page).toContain(`>${FULL}<`);
    expect(page).toContain(`>No copy fits in. ${FULL}<`);
  });

  it("offers both while there is room for one", () => {
    const page = draw(texts(99), "t-0");
    expect([offers(page, "Add block"), offers(page, "Copy: Text")]).toEqual([true, true]);
    expect(page).not.toContain(FULL);
  });

  it("still takes one into a column that has room", () => {
    const page = draw([...texts(99), columns(texts(9, "l"), [])], "c-1");
    expect([offers(page, "Add block"), offers(page, "Add to column 1")]).toEqual([false, true]);
  });
});

describe("a column with as many blocks as it may have", () => {
  it("offers no further one, and says why; the other columns do", () => {
    const page = draw([columns(texts(10), [])], "c-1");
    expect([offers(page, "Add to column 1"), offers(page, "Add to column 2")]).toEqual([false, true]);
    expect(page).toContain(`>${FULL_COLUMN}<`);
  });

  it("offers no copy of one of its blocks, but what goes below the columns", () => {
    const page = draw([columns(texts(10), [])], "t-0");
    expect([offers(page, "Copy: Text"), offers(page, "Add block")]).toEqual([false, true]);
  });

  it("keeps three columns from becoming two where the blocks of the third do not fit in", () => {
    const two = /<option value="2"[^>]*disabled=""/;
    expect(draw([columns([], texts(6), texts(5, "l"))], "c-1")).toMatch(two);
    expect(draw([columns([], texts(5), texts(5, "l"))], "c-1")).not.toMatch(two);
  });
});
