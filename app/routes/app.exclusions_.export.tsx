import type { ActionFunctionArgs } from "@remix-run/node";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { Readable } from "node:stream";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { exportExclusions } from "~/services/exclusions/exportExclusions";

/** The exclusion list for safe keeping, streamed: the one list that leaves as a file, each time logged (P6). By POST, since it asks why. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { reason } = await readForm(request, z.object({ reason: z.string() }));
  return withProblems(async () => {
    const lines = await exportExclusions(shopId, { reason, actor, at: new Date() });
    return new Response(createReadableStreamFromReadable(Readable.from(lines)), {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="exclusion-list.csv"',
        "Cache-Control": "no-store",
      },
    });
  });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
