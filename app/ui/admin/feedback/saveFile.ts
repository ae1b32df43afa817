import { problemIn, type ProblemData } from "../problemData";

/** Fetches a file of a case and has the browser save it: a plain link would come without the session token. Gives the refusal, if it was refused. */
export async function saveFile(caseId: number, fileId: string, name: string): Promise<ProblemData | undefined> {
  const response = await fetch(`/app/feedback/${caseId}/files/${fileId}`, { method: "POST" });
  if (!response.ok) return problemIn(await response.json().catch(() => null)) ?? { code: "not_found", fields: [] };
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}
