import { problemIn, type ProblemData } from "../problemData";

/** Fetches the rows of a list that were not imported and has the browser save them: a plain link would come without the session token. Gives the refusal, if it was refused. */
export async function saveRejected(listId: number): Promise<ProblemData | undefined> {
  const response = await fetch(`/app/prospects/${listId}/rejected`, { method: "POST" });
  if (!response.ok) return problemIn(await response.json().catch(() => null)) ?? { code: "wrong_state", fields: [] };
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `not-imported-${listId}.csv`;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}
