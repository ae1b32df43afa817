import { problemIn, type ProblemData } from "./problemData";

/**
 * Fetches a file from a page of the app, by POST, and has the browser save it under `name`: a plain link would come without the session token. Gives the refusal, if it was refused; `unnamed` where the answer names none, or the connection was cut.
 */
export async function saveDownload(
  path: string,
  name: string,
  unnamed: ProblemData,
  form: Readonly<Record<string, string>> = {},
): Promise<ProblemData | undefined> {
  let file: Blob;
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(form) });
    if (!response.ok) return problemIn(await response.json().catch(() => null)) ?? unnamed;
    file = await response.blob();
  } catch {
    return unnamed;
  }
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}
