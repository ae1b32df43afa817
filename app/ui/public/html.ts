/** HTML that may be shown as it is: every foreign word in it has been escaped. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a `html` template. `null`, `undefined` and `false` leave nothing. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // Liquid runs over what the app proxy answers: a shop called {{ x }} must stay a name.
  "{": "&#123;",
  "}": "&#125;",
};

/** Builds HTML from a template: whatever is put in is escaped, for text and for quoted attributes, unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, next, index) => text + partText(parts[index - 1]) + next));
}

/** Marks a constant of this app as HTML. Never for anything that came from outside. */
export function raw(markup: string): Html {
  return new Html(markup);
}

/**
 * A fragment as text that Liquid passes through unchanged: no tag or output can open in it. What a template took in is harmless already; this also parts braces
 * that stand in the app's own markup, such as a style sheet's.
 */
export function liquidSafe(fragment: Html): string {
  return fragment.toString().replace(/\{(?=[{%])/g, "{ ");
}

function partText(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.toString();
  if (typeof part === "string" || typeof part === "number") {
    return String(part).replace(/[&<>"'{}]/g, (character) => ENTITIES[character] ?? character);
  }
  return part.map(partText).join("");
}
