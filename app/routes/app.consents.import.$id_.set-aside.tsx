import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { csvFile } from "~/csvFile.server";
import { writeSetAside } from "~/services/consentImports/writeSetAside";
import { IMPORT_VERDICT_WORDS } from "~/ui/consentImportWords";

/** Rows of the merchant's own file of consents of which nothing is taken in, with why (P6). By POST, since each download is noted with who took it. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const words = (verdict: keyof typeof IMPORT_VERDICT_WORDS) => IMPORT_VERDICT_WORDS[verdict].explained;
  return withProblems(async () => csvFile(await writeSetAside(shopId, Number(params.id), words, actor, new Date())));
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
