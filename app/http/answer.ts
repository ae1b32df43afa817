import type { IncomingMessage, ServerResponse } from "node:http";

/** Headers of every page that is not part of the embedded admin: it is framed by nobody, kept nowhere, indexed nowhere. */
const PAGE_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
} as const;

/** Answers with a whole HTML page. */
export function answerPage(response: ServerResponse, status: number, html: string | Buffer): void {
  response.writeHead(status, {
    ...PAGE_HEADERS,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
  });
  response.end(html);
}

/** Answers with a line of plain text. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const line = `${text}\n`;
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(line),
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(line);
}

/** Past this, whoever still sends is cut off. */
const DISCARD_LIMIT = 32 * 1024 * 1024;

/**
 * Reads what is left of a request that will be refused and keeps none of it. Resolves when it has all come: answered earlier, while the other side still writes, the answer and the connection's next request can be lost.
 */
export function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > DISCARD_LIMIT) request.destroy();
    });
    request.once("end", resolve);
    request.once("close", resolve);
  });
}

/** Reads a request's body up to a limit. Gives `undefined` past it, when the rest has been discarded: the caller answers 413. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => resolve(Buffer.concat(chunks));
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) return chunks.push(chunk);
      request.off("data", take);
      request.off("end", finish);
      void discard(request).then(() => resolve(undefined));
    };
    request.on("data", take);
    request.once("end", finish);
    request.once("error", reject);
  });
}
