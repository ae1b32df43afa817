import type { FileFormat } from "~/services/privacy/personFile";
import { problemIn, type ProblemData } from "../problemData";

/** Fetches a person's file and has the browser save it: a plain link would come without the session token. Gives the refusal, if it was refused. */
export async function savePersonFile(requestId: string, format: FileFormat): Promise<ProblemData | undefined> {
  const response = await fetch(`/app/privacy/${requestId}/file`, {
    method: "POST",
    body: new URLSearchParams({ format }),
  });
  if (!response.ok) return problemIn(await response.json().catch(() => null)) ?? { code: "wrong_state", fields: [] };
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `your-data-${requestId}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}
