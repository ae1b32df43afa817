import MarkdownIt from "markdown-it";
import { withoutKeysHtml, withoutKeysText } from "./substitutions";
import { tokensToText } from "./markdownText";
import { mergeKeys } from "./mergeKeys";
import { STYLES } from "./styles";

type Token = ReturnType<MarkdownIt["parse"]>[number];

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
// Pictures are fetched when a mail is opened and so tell who opened it; tables and code do not fit a telephone, and an indented line is hardly ever meant as code.
markdown.disable(["image", "table", "code", "fence", "strikethrough"]);
markdown.linkify.set({ fuzzyLink: false });
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);

/**
 * A merchant's markdown as the inside of a mail, in HTML with inline styles and in plain text made from the same tokens. HTML in it is shown as text, links go
 * only to http, https and mailto, where `address` says, and nothing in it is taken for a substitution key.
 */
export function renderMarkdown(
  source: string,
  address: (url: string) => string = (url) => url,
): { html: string; text: string } {
  const tokens = markdown.parse(source, {});
  tokens.forEach(addStyle);
  tokens.forEach((token) => leadTo(token, address));
  return {
    html: withoutKeysHtml(markdown.renderer.render(tokens, markdown.options, {})),
    text: withoutKeysText(tokensToText(tokens)),
  };
}

/**
 * Where the links of a text lead, in the order of reading. They are looked for in the text as it is sent, in which merge fields are marked: written out, a blank in one ends an address. An address that holds one is given with the merge
 * field in it.
 */
export function linksInMarkdown(source: string): string[] {
  const keys = mergeKeys();
  return markdown
    .parse(keys.mark(source), {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(({ type }) => type === "link_open")
    .map((token) => {
      const href = token.attrGet("href") ?? "";
      // A mark is encoded in an address, in its host and in its path by different ways.
      const read = markdown.normalizeLinkText(href);
      const written = keys.unmark(read);
      return written === read ? href : written;
    });
}

/** Lets links lead elsewhere; where the one that was written led stays with its token, since its text may be the same. */
function leadTo(token: Token, address: (url: string) => string): void {
  if (token.type === "link_open") {
    const written = token.attrGet("href") ?? "";
    token.meta = { written };
    token.attrSet("href", address(written));
  }
  token.children?.forEach((child) => leadTo(child, address));
}

function addStyle(token: Token): void {
  const { tag } = token;
  if (token.nesting !== -1 && tag in STYLES) token.attrSet("style", STYLES[tag as keyof typeof STYLES]);
  if (tag === "a" && token.nesting === 1) token.attrSet("class", "ts-link");
  token.children?.forEach(addStyle);
}
