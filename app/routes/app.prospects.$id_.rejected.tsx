import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { writeRejected } from "~/services/prospects/writeRejected";
import { VERDICT_WORDS } from "~/ui/prospectWords";

/**
 * The one file with addresses that leaves the app (P6): rows of the merchant's own upload that were not stored, with why. By POST, since each download is noted with who took it.
 */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  return withProblems(async () => {
    const words = (verdict: keyof typeof VERDICT_WORDS) => VERDICT_WORDS[verdict].explained;
    const { fileName, csv } = await writeRejected(shopId, Number(params.id), words, actor, new Date());
    return new Response(streamOf(csv), {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${fileName}"`,
        "Cache-Control": "no-store",
      },
    });
  });
};

/** A text in pieces as the body of an answer: the next piece is read when the one before has gone. */
function streamOf(text: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const pieces = text[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece.done) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
