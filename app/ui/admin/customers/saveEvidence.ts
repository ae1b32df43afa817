import type { EvidenceFormat } from "~/services/evidence/exportEvidence";

/** Has the evidence about a contact saved as a file. Gives what the server answered when it refused. */
export async function saveEvidence(contactId: string, format: EvidenceFormat, reason: string): Promise<unknown> {
  const response = await fetch(`/app/customers/${contactId}/evidence`, {
    method: "POST",
    body: new URLSearchParams({ format, reason }),
  });
  if (!response.ok) return readAnswer(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `evidence-${contactId}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
  return undefined;
}

async function readAnswer(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return { problem: { code: "not_found", fields: [] } };
  }
}
