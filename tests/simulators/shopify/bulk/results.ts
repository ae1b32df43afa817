import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BulkOperation, BulkOperations } from "./operations";

export const resultsPath = "/bulk-operation-results/";

/** Serves result files as the storage does that Shopify's result addresses point to: no token, but an end of life. */
export class BulkResults {
  readonly #expired = new Set<string>();
  #cut: number | undefined;

  constructor(private readonly operations: () => BulkOperations) {}

  /** Path and query under which an operation's result can be fetched. */
  static pathOf(operation: BulkOperation): string {
    return `${resultsPath}${encodeURIComponent(operation.id)}?response-content-disposition=attachment`;
  }

  /** Lets an operation's address expire, as it does after seven days: it answers 403 from now on. */
  expire(id: string): void {
    this.#expired.add(id);
  }

  /** Breaks the connection of the next download after so many bytes. */
  cutNextDownload(afterBytes: number): void {
    this.#cut = afterBytes;
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const id = decodeURIComponent(url.pathname.slice(resultsPath.length));
    const operation = this.operations().get(id);
    if (!operation || this.#expired.has(id)) {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end(
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message></Error>",
      );
      return;
    }
    const file = await this.operations().file(operation);
    const { size } = await stat(file);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const ranged = from > 0 && from < size;
    response.writeHead(ranged ? 206 : 200, {
      "content-type": "application/jsonl",
      "content-length": ranged ? size - from : size,
      "accept-ranges": "bytes",
      ...(ranged ? { "content-range": `bytes ${from}-${size - 1}/${size}` } : {}),
    });
    const cut = this.#cut;
    this.#cut = undefined;
    if (cut === undefined) {
      createReadStream(file, { start: ranged ? from : 0 }).pipe(response);
      return;
    }
    for await (const chunk of createReadStream(file, { end: Math.max(0, cut - 1) })) response.write(chunk);
    response.socket?.end(() => response.destroy());
  }
}
