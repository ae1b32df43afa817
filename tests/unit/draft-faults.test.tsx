import { AppProvider } from "@shopify/polaris";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Problem, type Fault } from "~/lib/errors";
import { BLOCK_LIMITS, BLOCK_TYPES, LEAF_TYPES, newBlock, type BlockType, type LeafBlock, type MailBlock } from "~/policy/mailBlocks"; // prettier-ignore
import { parseDraft, type DraftInput } from "~/services/campaigns/parseDraft";
import { CampaignForm } from "~/ui/admin/campaigns/CampaignForm";
import { draftOf, EMPTY_DRAFT, valuesOf } from "~/ui/admin/campaigns/draftValues";
import { DRAFT_ERRORS, DRAFT_LABELS, type FormField } from "~/ui/admin/campaigns/draftWords";
import { faultPlace, faultWords } from "~/ui/admin/campaigns/faultWords";
import { BlockForm } from "~/ui/admin/campaigns/editor/BlockForm";
import { brokenLink } from "~/ui/admin/campaigns/editor/blockWords";
import { ImageForm } from "~/ui/admin/campaigns/editor/ImageForm";
import { faultsIn, standingFaults, tooLarge } from "~/ui/admin/campaigns/standingFaults";

const DRAFT: DraftInput = { ...draftOf(EMPTY_DRAFT), name: "Pumps" };

/** What a draft is refused for, as its page is told. */
function refused(change: Partial<Record<keyof DraftInput, unknown>>): Fault[] {
  try {
    parseDraft({ ...DRAFT, ...change } as DraftInput);
  } catch (error) {
    if (error instanceof Problem) return faultsIn(error);
    throw error;
  }
  return [];
}

const LONG_LINE = "x".repeat(BLOCK_LIMITS.line + 1);
const LONG_URL = `https://example.co.uk/${"x".repeat(BLOCK_LIMITS.url)}`;
const BLANK = "https://example.co.uk/a b";
const LINES = "one\ntwo";
const product = { id: "gid://shopify/Product/1", title: "Pump", image: "", alt: "", price: "", url: "" };
const texts = (many: number) => Array.from({ length: many }, (_, n) => newBlock("text", `t-${n}`) as LeafBlock);

/** For each part of each kind of block all that may be wrong with it, with what is said of it. */
const REFUSED: { readonly [Type in BlockType]: { readonly [part: string]: readonly (readonly [unknown, RegExp])[] } } =
  {
    heading: {
      text: [[LONG_LINE, /At most 200 characters/], [LINES, /no line breaks/]],
      level: [[4, /set it anew/]],
      align: [["right", /set it anew/]],
    },
    text: { markdown: [["x".repeat(BLOCK_LIMITS.markdown + 1), /At most 50,000 characters/]] },
    image: {
      url: [[LONG_URL, /At most 2,000 characters/], [BLANK, /blank inside/]],
      alt: [[LONG_LINE, /At most 200 characters/], [LINES, /no line breaks/]],
      link: [[LONG_URL, /At most 2,000 characters/], [BLANK, /blank inside/]],
      width: [[5, /set it anew/], [101, /set it anew/], [50.5, /set it anew/]],
    },
    button: {
      label: [[LONG_LINE, /At most 200 characters/], [LINES, /no line breaks/]],
      url: [[LONG_URL, /At most 2,000 characters/], [BLANK, /blank inside/]],
      align: [["right", /set it anew/]],
    },
    divider: {},
    columns: { columns: [[[texts(11), []], /A column holds at most 10 blocks/], [[], /set it anew/]] },
    products: {
      products: [
        [Array.from({ length: 13 }, () => product), /At most 12 products/],
        [[{ ...product, title: LONG_LINE }], /At most 200 characters/],
        [[{ ...product, url: BLANK }], /blank inside/],
        [[{ ...product, id: "1" }], /set it anew/],
      ],
    },
  }; // prettier-ignore

const ROWS = BLOCK_TYPES.flatMap((type) =>
  Object.entries(REFUSED[type]).flatMap(([part, values]) =>
    values.map(([value, words], n) => ({ type, part, value, words, name: `${type}, ${part}, ${n + 1}` })),
  ),
);

const draw = (element: ReactElement) => renderToStaticMarkup(<AppProvider i18n={{}}>{element}</AppProvider>);

function formOf(block: MailBlock, wrong: (part: string) => string | undefined): ReactElement {
  const edit = { onChange: () => undefined, wrong };
  // The upload asks the app, which no test of a form alone has.
  if (block.type === "image") return <ImageForm block={block} {...edit} upload={null} />;
  return <BlockForm block={block} {...edit} onAdd={() => undefined} whyNot={() => undefined} />;
}

/** The words in a drawn page from the error of the field with this id on, if the field refers to it. */
function errorAt(page: string, id: string): string {
  const field = new RegExp(`<[^>]* id="${id}"[^>]*>`).exec(page)?.[0];
  expect(field).toMatch(new RegExp(`aria-describedby="[^"]*\\b${id}Error\\b`));
  const [, error = ""] = page.split(`id="${id}Error"`);
  return error.replace(/^[^>]*>/, "").replace(/<[^>]+>/g, "");
}

describe("what is refused of a block", () => {
  it.each(BLOCK_TYPES)("is looked at in every part of its kind: %s", (type) => {
    const parts = Object.keys(newBlock(type, "b-1")).filter((part) => part !== "id" && part !== "type");
    expect(Object.keys(REFUSED[type]).sort()).toEqual(parts.sort());
  });

  it.each(ROWS)("is said beside its field: $name", ({ type, part, value, words }) => {
    const block = { ...newBlock(type, "b-1"), [part]: value };
    const [fault, ...others] = refused({ body: [newBlock("text", "a-1"), block] });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ field: "body", at: ["b-1", part] });
    const said = fault ? faultWords(fault) : "";
    expect(said).toMatch(words);
    const shown = { ...newBlock(type, "b-1") };
    const page = draw(formOf(shown, (asked) => (asked === part ? said : undefined)));
    expect(errorAt(page, `b-1-${part}`).slice(0, said.length)).toBe(said);
    expect(fault && faultPlace(fault, [shown])).toMatch(/, \w/);
  });

  it.each(ROWS.filter(({ type }) => (LEAF_TYPES as readonly string[]).includes(type)))(
    "is found in a column: $name",
    ({ type, part, value }) => {
      const leaf = { ...newBlock(type, "b-1"), [part]: value } as LeafBlock;
      const body: MailBlock[] = [{ id: "c-1", type: "columns", columns: [[], [newBlock("text", "a-1") as LeafBlock, leaf]] }]; // prettier-ignore
      expect(refused({ body })).toMatchObject([{ at: ["b-1", part] }]);
    },
  );

  it("is told of every block at once, and once for each place", () => {
    const heading = { ...newBlock("heading", "h-1"), text: `${LONG_LINE}\n` } as MailBlock;
    const button = { ...newBlock("button", "b-2"), url: BLANK, label: LONG_LINE } as MailBlock;
    expect(refused({ body: [heading, button] }).map(({ at }) => at.join(" "))).toEqual(["h-1 text", "b-2 label", "b-2 url"]); // prettier-ignore
  });

  it.each<[string, unknown, string[], RegExp]>([
    ["too many blocks", texts(101), [], /An email holds at most 100 blocks/],
    ["more in all than is kept", ["a-1", "b-1", "c-1", "d-1"].map((id) => ({ id, type: "text", markdown: "x".repeat(40_000) })), [], /150,000 characters/], // prettier-ignore
    ["the same block twice", [newBlock("text", "a-1"), newBlock("text", "a-1")], [], /set it anew/],
    ["what is no list", "none", [], /set it anew/],
    ["a block of no kind", [{ id: "a-1", type: "html" }], ["a-1"], /set it anew/],
    ["what a block does not have", [{ ...newBlock("text", "a-1"), html: "x" }], ["a-1"], /set it anew/],
    ["an id that is none, which is not said again", [newBlock("text", "Jo Bloggs")], [], /set it anew/],
  ])("is said of the block or of the email as a whole: %s", (_, body, at, words) => {
    const [fault, ...others] = refused({ body });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ field: "body", at });
    expect(fault && faultWords(fault)).toMatch(words);
  });

  it("is no blank around a link, which is taken off", () => {
    const button = (url: string) => ({ ...newBlock("button", "b-1"), url }) as MailBlock;
    expect(parseDraft({ ...DRAFT, body: [button(" https://example.co.uk/a\n")] }).body).toEqual([button("https://example.co.uk/a")]); // prettier-ignore
  });
});

const LONG_TEXT = "x".repeat(301);
/** For each field of the form what is refused in it. */
const FIELDS: Readonly<Record<FormField, readonly Partial<Record<keyof DraftInput, unknown>>[]>> = {
  name: [{ name: "" }, { name: LONG_TEXT }, { name: LINES }],
  subject: [{ subject: LONG_LINE }, { subject: LINES }],
  preheader: [{ preheader: LONG_LINE }, { preheader: LINES }],
  purpose: [{ purpose: LONG_TEXT }, { purpose: LINES }],
  utmSource: [{ utmSource: "Shop" }, { utmSource: LONG_TEXT, utmMedium: "m" }, { utmMedium: "m" }, { utmCampaign: "c" }], // prettier-ignore
  utmMedium: [
    { utmSource: "s", utmMedium: "" },
    { utmSource: "s", utmMedium: LONG_TEXT },
  ],
  utmCampaign: [{ utmSource: "s", utmMedium: "m", utmCampaign: "Spring" }],
  audienceId: [{ audienceId: Number.NaN }, { audienceId: 0 }],
};

describe("what is refused of a field of the form", () => {
  it("is looked at in every field that a draft has", () => {
    expect([...Object.keys(FIELDS), "body"].sort()).toEqual(Object.keys(DRAFT).sort());
  });

  it.each(Object.entries(FIELDS).flatMap(([field, changes]) => changes.map((change, n) => ({ field, change, name: `${field}, ${n + 1}` }))))("is said beside it: $name", ({ field, change }) => {
    const [fault, ...others] = refused(change);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ field, at: [] });
    const said = DRAFT_ERRORS[field as FormField];
    expect(fault && faultWords(fault)).toBe(said);
    expect(fault && faultPlace(fault, [])).toBe(DRAFT_LABELS[field as FormField]);
    const values = { ...EMPTY_DRAFT, utmMarks: "yes" };
    const bind = (name: string) => ({ name, value: "", onChange: () => undefined, autoComplete: "off" });
    const form = { values, bind, set: () => undefined };
    const page = draw(<CampaignForm fields={form} audiences={[]} problem={undefined} refused={[field]} busy={false} onSave={() => undefined} />); // prettier-ignore
    expect(errorAt(page, field).slice(0, said.length)).toBe(said);
  }); // prettier-ignore
});

describe("a refusal", () => {
  const draft = valuesOf({
    ...DRAFT,
    body: [{ ...newBlock("button", "b-1"), url: BLANK } as MailBlock, newBlock("heading", "h-1")],
  });
  const body = (url: string, words = "") =>
    JSON.stringify([
      { ...newBlock("heading", "h-1"), text: words },
      { ...newBlock("button", "b-1"), url },
    ]);
  const faults = refused({ body: JSON.parse(draft.body) as unknown, subject: LONG_LINE });
  const stands = (change: object) => standingFaults(faults, draft, { ...draft, ...change }).map(({ field, at }) => [field, ...at].join(" ")); // prettier-ignore

  it("stands while nothing has been changed at its place, whatever else was", () => {
    expect(stands({})).toEqual(["subject", "body b-1 url"]);
    expect(stands({ purpose: "Offers", body: body(BLANK, "Pumps") })).toEqual(["subject", "body b-1 url"]);
  });

  it("stands no more where something has been changed, or the block is gone", () => {
    expect(stands({ subject: "Pumps" })).toEqual(["body b-1 url"]);
    expect(stands({ body: body("https://example.co.uk/ab") })).toEqual(["subject"]);
    expect(stands({ body: "[]" })).toEqual(["subject"]);
  });

  it("of one mark of the links stands until any of them is changed", () => {
    const marked = { ...draft, utmMarks: "yes", utmMedium: "email" };
    const source: Fault = { field: "utmSource", at: [], code: "unusable" };
    expect(standingFaults([source], marked, marked)).toEqual([source]);
    expect(standingFaults([source], marked, { ...marked, utmMedium: "" })).toEqual([]);
    expect(standingFaults([source], marked, { ...marked, utmMarks: "" })).toEqual([]);
  });

  it("of which only the field is known is about all of it", () => {
    expect(faultsIn({ code: "input_invalid", fields: ["audienceId"] })).toEqual([{ field: "audienceId", at: [], code: "unusable" }]); // prettier-ignore
  });

  it("comes before the app is asked when a mail is too large to be read by it, as the app would refuse it", () => {
    const large = [{ ...newBlock("text", "a-1"), markdown: "x".repeat(BLOCK_LIMITS.total) }, newBlock("text", "b-1")];
    const found = tooLarge({ ...draft, body: JSON.stringify(large) });
    expect(found.map(({ at, code }) => [at.join(" "), code])).toEqual([["", "too_large"], ["a-1 markdown", "too_long"]]); // prettier-ignore
    expect(found).toEqual(expect.arrayContaining(refused({ body: large })));
    expect(tooLarge(draft)).toEqual([]);
  });
});

describe("a link in a text", () => {
  it.each(["[a](https://example.co.uk/a b)", "[a]( https://example.co.uk/a b c)", "[a](mailto:jo @example.co.uk)"])(
    "is told to have a blank inside: %s",
    (text) => expect(brokenLink(text)).toMatch(/blank/),
  );

  it.each(["[a](https://example.co.uk)", "[a]( https://example.co.uk )", '[a](https://example.co.uk "A title")', "[a] (see https://example.co.uk now)", "https://example.co.uk a"])("is left as it is: %s", (text) => expect(brokenLink(text)).toBeUndefined()); // prettier-ignore
});
