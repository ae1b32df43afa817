import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readImportPart } from "~/services/exclusions/readImport";

const place = z.object({
  import: z.coerce.number().int().positive().optional(),
  lines: z.coerce.number().int().nonnegative(),
});

/** A part of a file of addresses to exclude, as its bytes. Nobody is excluded by it: staff decide on the file when it has been read. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const read = place.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!read.success) return new Response("Bad request", { status: 400 });
  const bytes = new Uint8Array(await request.arrayBuffer());
  const { import: importId, lines: linesBefore } = read.data;
  return withProblems(async () =>
    Response.json(await readImportPart(shopId, { importId, linesBefore, bytes, actor }, new Date())),
  );
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
