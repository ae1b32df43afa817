import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { FileFault } from "~/services/prospects/csvFault";
import type { ImportMapping } from "./columns";
import type { ImportTerms } from "./judgeRow";
import type { ImportCounts } from "./verdicts";

/** Where an import stands. */
export type ImportState = "uploaded" | "checking" | "checked" | "importing" | "imported" | "discarded";

/** A file of consents collected elsewhere, with what was signed for it. */
export interface ConsentImport {
  readonly id: number;
  readonly name: string;
  readonly state: ImportState;
  readonly fileName: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly headed: boolean;
  readonly columns: readonly string[];
  readonly mapping: ImportMapping;
  readonly wording: string;
  readonly place: string;
  readonly proof: string;
  readonly progress: number;
  readonly fault: FileFault | null;
  readonly faultRow: number | null;
  readonly counts: ImportCounts;
  readonly importedRow: number;
  readonly uploadedAt: Date;
  readonly uploadedBy: string;
  readonly signedBy: string | null;
  readonly statement: string | null;
  readonly signedAt: Date | null;
  readonly recordedBy: string | null;
  readonly importedAt: Date | null;
  /** When its file and rows were forgotten. */
  readonly forgottenAt: Date | null;
  /** Counts up when a person's rows are taken out of it. */
  readonly fileVersion: number;
}

/** The columns of an import, as `ConsentImport` names them. */
export const IMPORT_COLUMNS = `id, name, state, file_name AS "fileName", encoding, delimiter, headed, columns, mapping, wording, place, proof, progress, fault, fault_row AS "faultRow",
  counts, imported_row AS "importedRow", uploaded_at AS "uploadedAt", uploaded_by AS "uploadedBy", signed_by AS "signedBy", statement, signed_at AS "signedAt",
  recorded_by AS "recordedBy", imported_at AS "importedAt", forgotten_at AS "forgottenAt", file_version AS "fileVersion"`;

/** An import of the shop, or `undefined`. With `lock`, its row is held until the transaction ends: whoever changes its state asks so. */
export async function findImport(
  shopId: number,
  importId: number,
  tx: Sql = pool(),
  lock = false,
): Promise<ConsentImport | undefined> {
  if (!Number.isInteger(importId) || importId < 1 || importId > 2_147_483_647) return undefined;
  const { rows } = await tx.query<ConsentImport>(
    `SELECT ${IMPORT_COLUMNS} FROM consent_import WHERE shop_id = $1 AND id = $2${lock ? " FOR UPDATE" : ""}`,
    [shopId, importId],
  );
  return rows[0];
}

/** An import of the shop, held until the transaction ends, that is in one of these states. Throws `Problem` with `not_found` or `wrong_state`. */
export async function lockImport(
  tx: Sql,
  shopId: number,
  importId: number,
  states: readonly ImportState[],
): Promise<ConsentImport> {
  const found = await findImport(shopId, importId, tx, true);
  if (!found) throw new Problem("not_found");
  if (!states.includes(found.state)) throw new Problem("wrong_state");
  return found;
}

/** What is known of a file for all its rows. */
export const termsOf = ({ mapping, columns, wording, place, proof }: ConsentImport): ImportTerms => ({
  mapping,
  width: columns.length,
  wording,
  place,
  proof,
});
