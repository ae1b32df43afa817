import type MarkdownIt from "markdown-it";

type Token = ReturnType<MarkdownIt["parse"]>[number];

interface List {
  /** Number of the next item, or null in a list of bullets. */
  next: number | null;
  /** Columns taken by the bullet or number of the current item. */
  width: number;
}

/**
 * Parsed markdown as plain text: links as `text (address)`, lists with bullets or numbers, headings underlined, quotes behind `>`. Lines are not wrapped: the
 * reader's window does that.
 */
export function tokensToText(tokens: readonly Token[]): string {
  const blocks: string[] = [];
  const lists: List[] = [];
  let quotes = 0;
  let marker = "";
  let tight = false;

  const add = (text: string) => {
    const indent = lists.reduce((sum, { width }) => sum + width, 0);
    const quote = "> ".repeat(quotes);
    const lead = `${quote}${" ".repeat(indent)}`;
    const first = marker ? `${quote}${" ".repeat(indent - marker.length)}${marker}` : lead;
    const lines = text.split("\n").map((line, index) => `${index === 0 ? first : lead}${line}`.trimEnd());
    marker = "";
    if (tight && blocks.length > 0) blocks.push(`${blocks.pop()}\n${lines.join("\n")}`);
    else blocks.push(lines.join("\n"));
    tight = lists.length > 0;
  };

  tokens.forEach((token, index) => {
    switch (token.type) {
      case "bullet_list_open":
        lists.push({ next: null, width: 0 });
        break;
      case "ordered_list_open":
        lists.push({ next: Number(token.attrGet("start") ?? 1), width: 0 });
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        lists.pop();
        if (lists.length === 0) tight = false;
        break;
      case "list_item_open": {
        const list = lists.at(-1);
        marker = list?.next == null ? "- " : `${list.next++}. `;
        if (list) list.width = marker.length;
        break;
      }
      case "list_item_close":
        marker = "";
        break;
      case "blockquote_open":
        quotes += 1;
        break;
      case "blockquote_close":
        quotes -= 1;
        break;
      case "inline":
        add(tokens[index - 1]?.type === "heading_open" ? underlined(inlineText(token)) : inlineText(token));
        break;
      case "hr":
        add("* * *");
        break;
    }
  });
  return blocks.join("\n\n");
}

function inlineText({ children }: Token): string {
  let text = "";
  const links: { url: string; written: string; from: number }[] = [];
  for (const child of children ?? []) {
    if (child.type === "link_open") {
      const url = child.attrGet("href") ?? "";
      const { written = url } = (child.meta ?? {}) as { written?: string };
      links.push({ url, written, from: text.length });
    } else if (child.type === "link_close") {
      const link = links.pop();
      if (link && !sameTarget(text.slice(link.from), link.written)) text += ` (${link.url})`;
      else if (link && link.url !== link.written) text = text.slice(0, link.from) + link.url;
    } else if (child.type === "softbreak" || child.type === "hardbreak") text += "\n";
    else text += child.content;
  }
  return text;
}

/** An address that stands in the text itself is not written twice. */
function sameTarget(text: string, url: string): boolean {
  return text === url || `mailto:${text}` === url;
}

function underlined(heading: string): string {
  const width = Math.max(...heading.split("\n").map((line) => line.length));
  return `${heading}\n${"=".repeat(Math.min(width, 60))}`;
}
