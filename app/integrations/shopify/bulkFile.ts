import { Readable } from "node:stream";
import type { ReadableStream as WebReadableStream } from "node:stream/web";

/** Thrown when a bulk operation's file cannot be had any more: its address has expired, or it is not what it was. */
export class FileGone extends Error {
  override readonly name = "FileGone";
}

/**
 * Reads the result file of a bulk operation from a byte on. An operation without results has no address, and its file is empty. Throws `FileGone` when the address has expired; anything else that interrupts it can be tried again, from
 * where it broke off.
 */
export async function* readFile(url: string | null | undefined, from: number): AsyncGenerator<Uint8Array> {
  if (!url) return;
  const response = await fetch(url, from > 0 ? { headers: { range: `bytes=${from}-` } } : {});
  // Asked for what lies beyond its end: all of it has been read.
  if (response.status === 416) return;
  if (response.status >= 400 && response.status < 500 && response.status !== 429)
    throw new FileGone(`the bulk file answered ${response.status}`);
  if (!response.ok || !response.body) throw new Error(`the bulk file answered ${response.status}`);
  // A server that does not know of ranges gives all of it.
  let toSkip = response.status === 206 ? 0 : from;
  for await (const chunk of Readable.fromWeb(response.body as WebReadableStream) as AsyncIterable<Uint8Array>) {
    if (toSkip >= chunk.length) {
      toSkip -= chunk.length;
      continue;
    }
    yield chunk.subarray(toSkip);
    toSkip = 0;
  }
}
