import { endOfRows } from "./wholeRows";

/** A part of a file to one request: well below what the server takes. */
const PART_BYTES = 1024 * 1024;

/** Enough of a file to tell how it is to be read. */
const HEAD_BYTES = 256 * 1024;

/** Asks how a file would be read, by its beginning. Gives that, or what the server answered when it refused. */
export async function lookIntoFile(file: File, chosen?: { encoding: string; delimiter: string }): Promise<unknown> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const whole = head.length === file.size ? head.length : endOfRows(head, chosen ?? { encoding: "" });
  return post(`/app/exclusions/look?${new URLSearchParams(chosen ?? {})}`, head.subarray(0, whole));
}

/** Sends a file of addresses to exclude, part by part, each ending with a row. Gives what the server answered when it refused. */
export async function sendExclusionFile(
  file: File,
  columns: { readonly encoding: string; readonly delimiter: string; readonly column: number } | undefined,
  onProgress: (share: number) => void,
): Promise<unknown> {
  const chosen = columns && {
    encoding: columns.encoding,
    delimiter: columns.delimiter,
    column: String(columns.column),
  };
  let importId: number | undefined;
  let lines = 0;
  for (let from = 0; from < file.size;) {
    const bytes = new Uint8Array(await file.slice(from, from + PART_BYTES).arrayBuffer());
    const last = from + bytes.length >= file.size;
    const end = last ? bytes.length : endOfRows(bytes, columns ?? { encoding: "utf-8" });
    const query = new URLSearchParams({
      lines: String(lines),
      ...(importId ? { import: String(importId) } : {}),
      ...chosen,
    });
    const answer = await post(`/app/exclusions/import?${query}`, bytes.subarray(0, end));
    if (!isProgress(answer)) return answer;
    ({ importId, lines } = answer);
    from += end;
    onProgress(from / file.size);
  }
  return undefined;
}

/** Sends bytes. Gives the answer; one that cannot be read as a refusal of the file, and a connection that was cut as what it is. */
async function post(path: string, body: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body,
  }).catch(() => undefined);
  if (!response) return { problem: { code: "not_reached", fields: [] } };
  try {
    return (await response.json()) as unknown;
  } catch {
    return { problem: { code: "input_invalid", fields: ["file"] } };
  }
}

function isProgress(answer: unknown): answer is { importId: number; lines: number } {
  return typeof answer === "object" && answer !== null && "importId" in answer && "lines" in answer;
}
