/** A part of a file to one request: well below what the server takes. */
const PART_BYTES = 1024 * 1024;

/** Enough of a file to tell how it is to be read. */
const HEAD_BYTES = 256 * 1024;

/** Asks how a file would be read, by its beginning. Gives that, or what the server answered when it refused. */
export async function lookIntoFile(file: File, chosen?: { encoding: string; delimiter: string }): Promise<unknown> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const whole = head.length === file.size ? head.length : cutOf(head, chosen?.encoding ?? "");
  const response = await fetch(`/app/exclusions/look?${new URLSearchParams(chosen ?? {})}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: head.subarray(0, whole),
  });
  return readAnswer(response);
}

/** Where the last whole line of some bytes ends; their end when there is none. */
function cutOf(bytes: Uint8Array, encoding: string): number {
  const wide = encoding.startsWith("utf-16");
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] !== 10) continue;
    if (!wide) return at + 1;
    // A line feed of two bytes, in whichever order, beginning where a character begins.
    if (encoding === "utf-16le" && at % 2 === 0 && bytes[at + 1] === 0) return at + 2;
    if (encoding === "utf-16be" && at % 2 === 1 && bytes[at - 1] === 0) return at + 1;
  }
  return bytes.length;
}

/** Sends a file of addresses to exclude, part by part, each ending with a line. Gives what the server answered when it refused. */
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
    const end = last ? bytes.length : cutOf(bytes, columns?.encoding ?? "utf-8");
    const query = new URLSearchParams({
      lines: String(lines),
      ...(importId ? { import: String(importId) } : {}),
      ...chosen,
    });
    const response = await fetch(`/app/exclusions/import?${query}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: bytes.subarray(0, end),
    });
    const answer = await readAnswer(response);
    if (!isProgress(answer)) return answer;
    ({ importId, lines } = answer);
    from += end;
    onProgress(from / file.size);
  }
  return undefined;
}

async function readAnswer(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return { problem: { code: "input_invalid", fields: ["file"] } };
  }
}

function isProgress(answer: unknown): answer is { importId: number; lines: number } {
  return typeof answer === "object" && answer !== null && "importId" in answer && "lines" in answer;
}
