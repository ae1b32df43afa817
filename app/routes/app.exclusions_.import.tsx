import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readImportPart } from "~/services/exclusions/readImport";
import { readableReading } from "~/services/prospects/listFile";

const place = z.object({
  import: z.coerce.number().int().positive().optional(),
  lines: z.coerce.number().int().nonnegative(),
});
const columns = readableReading.extend({ column: z.coerce.number().int().min(0).max(1000) });

/** A part of a file of addresses to exclude, as its bytes. Nobody is excluded by it: staff decide on the file when it has been read. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { encoding, delimiter, column, ...rest } = Object.fromEntries(new URL(request.url).searchParams);
  const read = place.safeParse(rest);
  const chosen = column === undefined ? undefined : columns.safeParse({ encoding, delimiter, column });
  if (!read.success || chosen?.success === false) return new Response("Bad request", { status: 400 });
  const bytes = new Uint8Array(await request.arrayBuffer());
  const { import: importId, lines: linesBefore } = read.data;
  return withProblems(async () =>
    Response.json(
      await readImportPart(
        shopId,
        { importId, linesBefore, bytes, actor, ...(chosen ? { columns: chosen.data } : {}) },
        new Date(),
      ),
    ),
  );
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
