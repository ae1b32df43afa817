import type { MJMLJsonObject, MJMLParsingOptions } from "mjml-core";
import { escapeHtml } from "./escape";
import { DAY, FONT_FAMILY, MAIL_SHEET } from "./styles";
import { withoutKeysHtml } from "./substitutions";

/** A node of MJML. Content and attributes are put into the HTML as they are: whoever makes one escapes them. */
export interface MjmlNode {
  readonly tagName: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: MjmlNode[];
  readonly content?: string;
}

/** Both are CommonJS with a default export: Node itself gives the module, test runners what it exports. */
function unwrapped<T>(module: T): T {
  return (module as { default?: T }).default ?? module;
}

/** Loaded with the first mail that is drawn: a process that draws none, such as one that answers opt-outs, has a sixth less to keep and to look through for garbage. */
async function loadMjml() {
  const [{ default: core }, { default: preset }] = await Promise.all([import("mjml-core"), import("mjml-preset-core")]);
  return { mjml2html: unwrapped(core), preset: unwrapped(preset) };
}

const META = [
  '<meta name="color-scheme" content="light dark">',
  '<meta name="supported-color-schemes" content="light dark">',
  '<meta name="format-detection" content="telephone=no, date=no, address=no">',
].join("\n");

// The blanks keep the mail's first words from following the preheader in the list of mails.
const BLANKS = "&#8199;&#847; ".repeat(60);

/** A whole HTML mail of sections, by MJML: tables and inline styles for Outlook and Gmail, a style sheet for telephones and the dark. `title` is plain text, `preheader` finished HTML; an empty one lets lists of mails show the first section. */
export async function mjmlMail(title: string, preheader: string, sections: readonly MjmlNode[]): Promise<string> {
  const head: MjmlNode[] = [
    { tagName: "mj-title", content: withoutKeysHtml(escapeHtml(title)) },
    ...(preheader ? [{ tagName: "mj-preview", content: `${preheader}${BLANKS}` }] : []),
    {
      tagName: "mj-attributes",
      children: [
        { tagName: "mj-all", attributes: { "font-family": FONT_FAMILY } },
        { tagName: "mj-text", attributes: { "font-size": "16px", "line-height": "1.5" } },
      ],
    },
    { tagName: "mj-style", content: MAIL_SHEET },
    { tagName: "mj-raw", content: META },
  ];
  const card: MjmlNode = {
    tagName: "mj-wrapper",
    attributes: {
      "css-class": "ts-frame",
      "background-color": DAY.card,
      border: `1px solid ${DAY.line}`,
      padding: "0",
    },
    children: [...sections],
  };
  const document: MjmlNode = {
    tagName: "mjml",
    attributes: { lang: "en-GB", dir: "ltr" },
    children: [
      { tagName: "mj-head", children: head },
      {
        tagName: "mj-body",
        attributes: { "background-color": DAY.page, "css-class": "ts-page", width: "600px" },
        children: [card],
      },
    ],
  };
  const { mjml2html, preset } = await loadMjml();
  const options = { presets: [preset], fonts: {}, validationLevel: "strict" } as MJMLParsingOptions;
  const { html } = await mjml2html(document as MJMLJsonObject, options);
  // MJML indents what it writes: a third of the mail, and Gmail counts it.
  return html
    .replace(/^[ \t]+/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
}
