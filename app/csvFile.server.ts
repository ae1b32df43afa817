import { Readable } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";

/** A CSV file as the answer, streamed piece by piece: the next is read when the one before has gone. Kept by no cache. */
export function csvFile({ fileName, csv }: { fileName: string; csv: AsyncIterable<string> }): Response {
  return new Response(createReadableStreamFromReadable(Readable.from(csv)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "no-store",
    },
  });
}
