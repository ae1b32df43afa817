import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { FILE_FORMATS, takePersonFile } from "~/services/privacy/personFile";
import { personFileJson, personFilePage } from "~/ui/privacy/personFilePage";

/** The file of one person's own data, for staff to give to them (P6; UK GDPR Art 15). By POST, since each taking of it is kept with who took it. */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { format } = await readForm(request, z.object({ format: z.enum(FILE_FORMATS) }));
  return withProblems(async () => {
    const file = await takePersonFile(shopId, params.id ?? "", format, actor, new Date());
    const [text, type] =
      format === "json" ? [personFileJson(file), "application/json"] : [personFilePage(file), "text/html"];
    return new Response(text, {
      headers: {
        "Content-Type": `${type}; charset=utf-8`,
        "Content-Disposition": `attachment; filename="your-data-${file.request}.${format}"`,
        "Cache-Control": "no-store",
      },
    });
  });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
