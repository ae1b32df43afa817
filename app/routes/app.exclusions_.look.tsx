import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { lookIntoExclusionFile } from "~/services/exclusions/lookIntoFile";
import { readableReading } from "~/services/prospects/listFile";

const chosen = z.union([
  readableReading,
  z
    .object({})
    .strict()
    .transform(() => undefined),
]);

/** The beginning of a file of addresses to exclude, as its bytes: how it would be read. Nothing of it is kept. */
export const action = async ({ request }: ActionFunctionArgs) => {
  await requireStaff(request);
  const read = chosen.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!read.success) return new Response("Bad request", { status: 400 });
  const head = new Uint8Array(await request.arrayBuffer());
  return withProblems(async () => Response.json(await lookIntoExclusionFile(head, read.data)));
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
