import type { AuditFormat } from "~/services/audit/exportAudit";
import { problemIn, type ProblemData } from "../problemData";

/** Has the audit, narrowed as the page's address says, saved as a file. Gives the refusal, if it was refused. */
export async function saveAudit(
  format: AuditFormat,
  purpose: string,
  filters: URLSearchParams,
): Promise<ProblemData | undefined> {
  const response = await fetch("/app/audit/export", {
    method: "POST",
    body: new URLSearchParams({ ...Object.fromEntries(filters), format, purpose }),
  });
  if (!response.ok)
    return problemIn(await response.json().catch(() => null)) ?? { code: "input_invalid", fields: ["purpose"] };
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `audit.${format}`;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}
