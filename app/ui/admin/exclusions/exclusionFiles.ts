/** A part of a file to one request: well below what the server takes. */
const PART_BYTES = 1024 * 1024;

/** Sends a file of addresses to exclude, part by part, each ending with a line. Gives what the server answered when it refused. */
export async function sendExclusionFile(file: File, onProgress: (share: number) => void): Promise<unknown> {
  let importId: number | undefined;
  let lines = 0;
  for (let from = 0; from < file.size;) {
    const bytes = new Uint8Array(await file.slice(from, from + PART_BYTES).arrayBuffer());
    const last = from + bytes.length >= file.size;
    const end = last ? bytes.length : bytes.lastIndexOf(10) + 1 || bytes.length;
    const query = new URLSearchParams({ lines: String(lines), ...(importId ? { import: String(importId) } : {}) });
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
