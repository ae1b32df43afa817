/** A value that a COPY row can hold. */
export type CopyValue =
  string | number | boolean | null | Date | Buffer | readonly string[] | { readonly json: unknown };

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * One row in COPY's text format, with its line end. NUL, which PostgreSQL cannot store, is dropped.
 */
export function copyRow(values: readonly CopyValue[]): string {
  return `${copyFields(values)}\n`;
}

/** Some fields of a row in that format: whoever has the others joins them by a tab. */
export function copyFields(values: readonly CopyValue[]): string {
  return values.map(copyField).join("\t");
}

function copyField(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return escape(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  if (Array.isArray(value)) return escape(`{${value.map(arrayElement).join(",")}}`);
  const { json } = value as { json: unknown };
  const text = JSON.stringify(json);
  return escape(UNSTORABLE.test(text) ? JSON.stringify(json, storable) : text);
}

// A NUL, or half of a surrogate pair, as JSON writes them. Looked for first: the rewriting below calls a function for every value, and is hardly ever needed.
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** A text inside JSON as jsonb takes it: without NUL, and without halves of surrogate pairs, which would refuse the whole COPY. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\ufffd") : value;
}

function arrayElement(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

const SPECIAL = /[\u0000\\\n\r\t]/;

function escape(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll("\u0000", "").replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}
