const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for an HTML text node or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

// Marks that turn the direction of text round could make a sentence read as something else; the rest are not for print.
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Text without control characters and marks of direction; line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNPRINTABLE, "");
}

/** One line of printable text: what stood on several lines is joined, so that no header or block can be broken open. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** As `oneLine`, for addresses: lines are joined by commas. */
export function oneLineList(text: string): string {
  return printable(text)
    .split("\n")
    .map((line) => line.trim().replace(/,$/, ""))
    .filter((line) => line !== "")
    .join(", ");
}
