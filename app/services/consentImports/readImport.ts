import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { previewOf } from "~/services/prospects/listFile";
import type { ImportField } from "./columns";
import { findImport, IMPORT_COLUMNS, type ConsentImport } from "./findImport";
import { IMPORT_VERDICTS, type ImportVerdict } from "./verdicts";

/** A row of a file, as its page shows it. */
export interface ListedImportRow {
  readonly row: number;
  readonly verdict: ImportVerdict;
  /** Empty once the row is in the ledger, or forgotten. */
  readonly email: string;
  readonly askedAt: string;
  readonly confirmedAt: string;
}

/** An import with what its page shows. */
export interface ImportPage {
  readonly found: ConsentImport;
  /** The first rows of the file; empty when it cannot be read so, or has been forgotten. */
  readonly preview: readonly (readonly string[])[];
  readonly rows: readonly ListedImportRow[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/** Reads an import for its page. `verdict` narrows the rows. Throws `Problem("not_found")`. */
export async function readImport(
  shopId: number,
  importId: number,
  options: { readonly verdict?: ImportVerdict; readonly after?: string },
): Promise<ImportPage> {
  const found = await findImport(shopId, importId);
  if (!found) throw new Problem("not_found");
  const file = { of: "consents", id: importId } as const;
  const choosing = found.state === "uploaded" || found.state === "checked";
  const [preview, rows] = await Promise.all([
    choosing ? previewOf(shopId, file, found) : [],
    readRowPage(shopId, found, options),
  ]);
  const next = rows.length > PAGE ? String(rows[PAGE - 1]?.row) : null;
  return { found, preview, rows: rows.slice(0, PAGE), next };
}

async function readRowPage(
  shopId: number,
  found: ConsentImport,
  { verdict, after = "" }: { readonly verdict?: ImportVerdict; readonly after?: string },
): Promise<ListedImportRow[]> {
  // Which rows are which is known when all have been read.
  if (found.state !== "checked" && found.state !== "imported") return [];
  const cell = (field: ImportField) => {
    const position = found.mapping[field];
    return position === undefined ? "''" : `left(coalesce(cells[${position + 1}], ''), 300)`;
  };
  // Keyset within the verdict, by the index on (import, verdict, row).
  const { rows } = await pool().query<ListedImportRow>(
    `SELECT row, verdict, ${cell("email")} AS email, ${cell("askedAt")} AS "askedAt", ${cell("confirmedAt")} AS "confirmedAt" FROM consent_import_row
     WHERE shop_id = $1 AND import_id = $2 AND row > $3${verdict ? " AND verdict = $4" : ""} ORDER BY row LIMIT ${PAGE + 1}`,
    [shopId, found.id, /^\d{1,9}$/.test(after) ? after : 0, ...(verdict ? [verdict] : [])],
  );
  return rows;
}

/** The shop's imports, newest first; the last 50. */
export async function listImports(shopId: number): Promise<ConsentImport[]> {
  const { rows } = await pool().query<ConsentImport>(
    `SELECT ${IMPORT_COLUMNS} FROM consent_import WHERE shop_id = $1 ORDER BY id DESC LIMIT ${PAGE}`,
    [shopId],
  );
  return rows;
}

/** The verdict that an address parameter names, or `undefined`. */
export function importVerdictNamed(text: string | null): ImportVerdict | undefined {
  return IMPORT_VERDICTS.find((verdict) => verdict === text);
}
