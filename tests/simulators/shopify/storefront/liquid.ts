import { escapeHtml } from "../http";

/** What templates can name: `shop.name`, `customer.email` and the like. */
export type LiquidObjects = Record<string, Record<string, string>>;

export interface Rendered {
  html: string;
  /** Whether the theme's layout goes around it; `{% layout none %}` says no. */
  layout: boolean;
}

const filters: Record<string, (value: string) => string> = {
  escape: escapeHtml,
  upcase: (v) => v.toUpperCase(),
  downcase: (v) => v.toLowerCase(),
  strip: (v) => v.trim(),
  url_encode: (v) => encodeURIComponent(v),
};

const token = /\{%-?\s*(\w+)\s*(.*?)\s*-?%\}|\{\{-?\s*(.*?)\s*-?\}\}/gs;

/**
 * The subset of Liquid that an app proxy's page needs: output with filters, `layout none`, `raw` and `comment`. A
 * tag or filter outside it is shown as Liquid shows an error, in the page. Unknown objects are empty, and output is
 * not escaped unless the template says so: both as in Shopify.
 */
export function renderLiquid(template: string, objects: LiquidObjects): Rendered {
  let layout = true;
  let html = "";
  let position = 0;
  token.lastIndex = 0;
  for (let match = token.exec(template); match; match = token.exec(template)) {
    html += template.slice(position, match.index);
    position = token.lastIndex;
    const [, tag, argument = "", output] = match;
    if (output !== undefined) html += evaluate(output, objects);
    else if (tag === "layout" && argument === "none") layout = false;
    else if (tag === "raw" || tag === "comment") {
      const end = new RegExp(`\\{%-?\\s*end${tag}\\s*-?%\\}`, "g");
      end.lastIndex = position;
      const close = end.exec(template);
      if (!close) return { html: `Liquid syntax error: '${tag}' tag was never closed`, layout };
      if (tag === "raw") html += template.slice(position, close.index);
      position = token.lastIndex = end.lastIndex;
    } else html += `Liquid syntax error: Unknown tag '${tag}'`;
  }
  return { html: html + template.slice(position), layout };
}

function evaluate(expression: string, objects: LiquidObjects): string {
  const [subject = "", ...chain] = expression.split("|").map((part) => part.trim());
  const literal = /^(["'])(.*)\1$/s.exec(subject)?.[2];
  const [object = "", property = ""] = subject.split(".");
  let value = literal ?? objects[object]?.[property] ?? "";
  for (const name of chain) {
    const filter = filters[name];
    if (!filter) return `Liquid error: Unknown filter '${name}'`;
    value = filter(value);
  }
  return value;
}
