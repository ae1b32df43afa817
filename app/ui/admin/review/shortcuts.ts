/** What a key does on the review desk. Space is not among them: the focus is on a row's tick box, which takes it by itself. */
export type Shortcut = "next" | "previous" | "corporate" | "individual" | "help";

/** A key as it was pressed, and where the focus was. */
export interface Pressed {
  readonly key: string;
  readonly modified: boolean;
  /** In a field that takes text, where every key is a letter. */
  readonly typing: boolean;
  /** Among the rows: elsewhere the arrow keys scroll the page. */
  readonly inList: boolean;
}

/** What a key asks for; `undefined` when it is the browser's or somebody's text. */
export function shortcutOf({ key, modified, typing, inList }: Pressed): Shortcut | undefined {
  if (modified || typing) return undefined;
  switch (key) {
    case "j":
      return "next";
    case "k":
      return "previous";
    case "ArrowDown":
      return inList ? "next" : undefined;
    case "ArrowUp":
      return inList ? "previous" : undefined;
    case "c":
      return "corporate";
    case "i":
      return "individual";
    case "?":
      return "help";
    default:
      return undefined;
  }
}

/** The row that has the focus after a step; the first when none had it, and the last and the first stay where they are. */
export function rowAfter(ids: readonly string[], current: string | undefined, step: 1 | -1): string | undefined {
  const at = current === undefined ? -1 : ids.indexOf(current);
  return at < 0 ? ids[0] : (ids[at + step] ?? ids[at]);
}
