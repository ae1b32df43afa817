import type { ActionFunctionArgs } from "@remix-run/node";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { Readable } from "node:stream";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { AUDIT_FORMATS, exportAudit } from "~/services/audit/exportAudit";
import { auditLine } from "~/ui/auditWords";

const TYPES = { csv: "text/csv", json: "application/json" } as const;
const text = z.string().default("");
const form = z.object({
  format: z.enum(AUDIT_FORMATS),
  purpose: z.string(),
  act: text,
  actor: text,
  subject: text,
  from: text,
  to: text,
});

/** The audit as a file, streamed, each time kept in the audit itself (P6). By POST, since it asks what for. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { format, purpose, ...filters } = await readForm(request, form);
  return withProblems(async () => {
    const lines = await exportAudit(shopId, { purpose, format, filters }, auditLine, actor, new Date());
    return new Response(createReadableStreamFromReadable(Readable.from(lines)), {
      headers: {
        "Content-Type": `${TYPES[format]}; charset=utf-8`,
        "Content-Disposition": `attachment; filename="audit.${format}"`,
        "Cache-Control": "no-store",
      },
    });
  });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
