import type { ColumnsBlock, LeafBlock, MailBlock, PickedProduct } from "~/policy/mailBlocks";
import { buttonColours, type Brand } from "./brand";
import { escapeHtml, oneLine } from "./escape";
import { renderMarkdown } from "./markdown";
import type { MergeKeys } from "./mergeKeys";
import type { MjmlNode } from "./mjmlMail";
import { DAY, STYLES } from "./styles";
import { withoutKeysHtml, withoutKeysText } from "./substitutions";

/** Width of the letter without its margins, in pixels. */
const WIDTH = 536;

const HEADING_SIZES = { 1: "26px", 2: "21px", 3: "18px" } as const;

interface Context {
  readonly keys: MergeKeys;
  readonly brand: Brand;
  /** The address that a link leads to, given the one that was written. */
  readonly address: (url: string) => string;
}

/** The merchant's blocks as sections of a mail, and as plain text. All that the merchant wrote is escaped here, attributes too: MJML puts in what it is given. */
export function renderBlocks(blocks: readonly MailBlock[], context: Context): { sections: MjmlNode[]; text: string } {
  const sections: MjmlNode[] = [];
  let run: MjmlNode[] = [];
  const endRun = () => {
    if (run.length > 0) sections.push(section([column(run)]));
    run = [];
  };
  for (const block of blocks) {
    if (block.type === "columns") {
      endRun();
      const columns = columnsOf(block, context);
      if (columns.some((each) => each.children?.length)) sections.push(section(columns));
    } else if (block.type === "products") {
      endRun();
      sections.push(...productSections(block.products, context));
    } else {
      run.push(...leafNodes(block, context, WIDTH));
    }
  }
  endRun();
  const texts = blocks.flatMap((block) => blockText(block, context)).filter((text) => text !== "");
  return { sections, text: texts.join("\n\n") };
}

const section = (children: MjmlNode[]): MjmlNode => ({
  tagName: "mj-section",
  attributes: { "css-class": "ts-card", "background-color": DAY.card, padding: "12px 32px 0" },
  children,
});

const column = (children: MjmlNode[], attributes: Record<string, string> = {}): MjmlNode => ({
  tagName: "mj-column",
  attributes,
  children,
});

const foreign = (text: string) => withoutKeysHtml(escapeHtml(oneLine(text)));
const plain = (text: string) => withoutKeysText(oneLine(text));
const isLink = (url: string) => /^(https?:\/\/|mailto:)[^\s]+$/i.test(url);
const isPicture = (url: string) => /^https:\/\/[^\s]+$/i.test(url);

function columnsOf(block: ColumnsBlock, context: Context): MjmlNode[] {
  const gap = 8;
  const width = Math.floor(WIDTH / block.columns.length) - 2 * gap;
  return block.columns.map((leaves) =>
    column(
      leaves.flatMap((leaf) => leafNodes(leaf, context, width)),
      { padding: `0 ${gap}px`, "vertical-align": "top" },
    ),
  );
}

function leafNodes(block: LeafBlock, { keys, brand, address }: Context, width: number): MjmlNode[] {
  switch (block.type) {
    case "heading": {
      const words = keys.inHtml(foreign(keys.mark(block.text)));
      const style = `margin:0;font-size:${HEADING_SIZES[block.level]};line-height:1.3;font-weight:bold`;
      return words
        ? [text(`<h${block.level} style="${style}">${words}</h${block.level}>`, { align: block.align })]
        : [];
    }
    case "text": {
      const html = keys.inHtml(renderMarkdown(keys.mark(block.markdown), address).html);
      return html.trim() ? [text(html)] : [];
    }
    case "image":
      return isPicture(block.url)
        ? [picture(block.url, block.alt, address(block.link), Math.round((width * block.width) / 100))]
        : [];
    case "button": {
      const { ground, words } = buttonColours(brand);
      const label = keys.inHtml(foreign(keys.mark(block.label)));
      if (!label || !isLink(block.url)) return [];
      const attributes = {
        href: foreign(address(block.url)), align: block.align, "background-color": ground, color: words, "css-class": "ts-button", "border-radius": "6px", "font-size": "16px", "font-weight": "bold", "inner-padding": "14px 24px", padding: "4px 0 20px",
      }; // prettier-ignore
      return [{ tagName: "mj-button", attributes, content: label }];
    }
    case "divider":
      return [
        {
          tagName: "mj-divider",
          attributes: { "border-width": "1px", "border-color": DAY.line, padding: "8px 0 20px" },
        },
      ];
  }
}

const text = (content: string, attributes: Record<string, string> = {}): MjmlNode => ({
  tagName: "mj-text",
  attributes: { "css-class": "ts-text", color: DAY.text, padding: "0 0 8px", ...attributes },
  content,
});

const picture = (url: string, alt: string, link: string, width: number): MjmlNode => ({
  tagName: "mj-image",
  attributes: {
    src: foreign(url),
    alt: foreign(alt),
    width: `${width}px`,
    align: "center",
    padding: "4px 0 16px",
    ...(isLink(link) ? { href: foreign(link) } : {}),
  },
});

const PRODUCTS_IN_ROW = 2;

function productSections(products: readonly PickedProduct[], context: Context): MjmlNode[] {
  const rows = Array.from({ length: Math.ceil(products.length / PRODUCTS_IN_ROW) }, (_, row) =>
    products.slice(row * PRODUCTS_IN_ROW, (row + 1) * PRODUCTS_IN_ROW),
  );
  return rows.map((row) =>
    section(
      Array.from({ length: PRODUCTS_IN_ROW }, (_, place) => {
        const product = row[place];
        return column(product ? productNodes(product, context) : [], { padding: "0 8px", "vertical-align": "top" });
      }),
    ),
  );
}

function productNodes({ title, image, alt, price, ...product }: PickedProduct, { address }: Context): MjmlNode[] {
  const url = address(product.url);
  const name = isLink(url)
    ? `<a class="ts-link" href="${foreign(url)}" style="${STYLES.a}">${foreign(title)}</a>`
    : foreign(title);
  return [
    ...(isPicture(image) ? [picture(image, alt || title, url, Math.floor(WIDTH / PRODUCTS_IN_ROW) - 16)] : []),
    text(
      `<p style="margin:0;font-weight:bold">${name}</p>${price ? `<p style="margin:0">${foreign(price)}</p>` : ""}`,
      {
        align: "center",
        padding: "0 0 20px",
      },
    ),
  ];
}

function blockText(block: MailBlock, context: Context): string[] {
  const { keys, address } = context;
  const marked = (words: string) => keys.inText(plain(keys.mark(words)));
  switch (block.type) {
    case "heading":
      return [marked(block.text)];
    case "text":
      return [keys.inText(renderMarkdown(keys.mark(block.markdown), address).text)];
    case "image":
      return isPicture(block.url) && block.alt
        ? [`[${plain(block.alt)}]${isLink(block.link) ? ` ${plain(address(block.link))}` : ""}`]
        : [];
    case "button":
      return isLink(block.url) && block.label ? [`${marked(block.label)}: ${plain(address(block.url))}`] : [];
    case "divider":
      return ["* * *"];
    case "columns":
      return block.columns.flat().flatMap((leaf) => blockText(leaf, context));
    case "products":
      return block.products.map(({ title, price, url }) =>
        [plain(title), plain(price), isLink(url) ? plain(address(url)) : ""].filter(Boolean).join("\n"),
      );
  }
}
