import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { csvFile } from "~/csvFile.server";
import { writeRejected } from "~/services/prospects/writeRejected";
import { VERDICT_WORDS } from "~/ui/prospectWords";

/** Rows of the merchant's own upload that were not stored, with why (P6). By POST, since each download is noted with who took it. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const words = (verdict: keyof typeof VERDICT_WORDS) => VERDICT_WORDS[verdict].explained;
  return withProblems(async () => csvFile(await writeRejected(shopId, Number(params.id), words, actor, new Date())));
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
