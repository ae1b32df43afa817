import { pool } from "~/db/client";
import { guessImportColumns } from "~/services/consentImports/columns";
import { checkImport, type ImportTermsInput } from "~/services/consentImports/describeImport";
import { findImport, type ConsentImport } from "~/services/consentImports/findImport";
import { runCheck } from "~/services/consentImports/runCheck";
import { askToTake, takeConsents } from "~/services/consentImports/takeConsents";
import { uploadImport } from "~/services/consentImports/uploadImport";
import { after, START } from "./factories";

export const HEADINGS = ["Email", "Asked at", "Wording", "Where", "Confirmed at", "Proof"] as const;
export const SIGNED = { signedBy: "Rhian Pritchard, director", agreed: true };

/** A row with evidence of both stages. */
export const evidenced = (email: string, over: Partial<Record<(typeof HEADINGS)[number], string>> = {}): string[] => {
  const whole = {
    Email: email,
    "Asked at": "2024-03-01 10:00",
    Wording: "Yes, email me offers",
    Where: "Form on our old website",
    "Confirmed at": "2024-03-01 10:05",
    Proof: "Export of the old system, office drive, March 2024",
    ...over,
  };
  return HEADINGS.map((heading) => whole[heading]);
};

/** A file of these rows under the usual headings, each cell in quotes, as it is. */
export const consentFile = (...rows: readonly (readonly string[])[]): string =>
  [HEADINGS, ...rows].map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");

/** Uploads a file. Gives the import's id. */
export function uploadConsents(shopId: number, text: string | Uint8Array, at = START): Promise<number> {
  const file = { name: "consents.csv", bytes: typeof text === "string" ? Buffer.from(text) : text };
  return uploadImport(shopId, "Old system", file, "Staff member 42", at);
}

/** Chooses the columns by their headings and runs the dry run. Gives the import as it is then. */
export async function checkConsents(
  shopId: number,
  importId: number,
  terms: Partial<ImportTermsInput> = {},
  at = after(60),
): Promise<ConsentImport> {
  const mapping = guessImportColumns((await importOf(shopId, importId)).columns);
  await checkImport(shopId, importId, { mapping, wording: "", place: "", proof: "", ...terms }, "Staff member 42", at);
  await runCheck(shopId, importId, at);
  return importOf(shopId, importId);
}

/** Signs for a file that has been through its dry run, and takes it in. Gives the import as it is then. */
export async function takeIn(shopId: number, importId: number, at = after(120)): Promise<ConsentImport> {
  await askToTake(shopId, importId, SIGNED, "Staff member 42", at);
  await takeConsents(shopId, importId, at);
  return importOf(shopId, importId);
}

/** Takes a file from its upload to the ledger. */
export async function importConsents(shopId: number, text: string, at = START): Promise<ConsentImport> {
  const importId = await uploadConsents(shopId, text, at);
  await checkConsents(shopId, importId, {}, at);
  return takeIn(shopId, importId, at);
}

export async function importOf(shopId: number, importId: number): Promise<ConsentImport> {
  const found = await findImport(shopId, importId);
  if (!found) throw new Error("there is no such import");
  return found;
}

/** The verdict of each row, by its number. */
export async function importVerdicts(shopId: number, importId: number): Promise<Record<number, string>> {
  const { rows } = await pool().query<{ row: number; verdict: string }>(
    "SELECT row, verdict FROM consent_import_row WHERE shop_id = $1 AND import_id = $2 ORDER BY row",
    [shopId, importId],
  );
  return Object.fromEntries(rows.map(({ row, verdict }) => [row, verdict]));
}
