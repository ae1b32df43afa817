import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { EVIDENCE_FORMATS, exportEvidence } from "~/services/evidence/exportEvidence";
import { evidenceJson } from "~/ui/evidence/evidenceJson";
import { evidencePdf } from "~/ui/evidence/evidencePdf.server";

/** The evidence about one person, as a paper or for machines, each time logged (P6). By POST, since it asks why. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { format, reason } = await readForm(
    request,
    z.object({ format: z.enum(EVIDENCE_FORMATS), reason: z.string() }),
  );
  return withProblems(async () => {
    const pack = await exportEvidence(shopId, params.id ?? "", { format, reason, actor, at: new Date() });
    const body = format === "pdf" ? await evidencePdf(pack) : evidenceJson(pack);
    return new Response(body, {
      headers: {
        "Content-Type": format === "pdf" ? "application/pdf" : "application/json; charset=utf-8",
        "Content-Disposition": `attachment; filename="evidence-${pack.person.contactId}.${format}"`,
        "Cache-Control": "no-store",
      },
    });
  });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
