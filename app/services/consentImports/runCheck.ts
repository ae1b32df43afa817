import { stageConsentRows, storeConsentVerdicts, type StagedConsentRow } from "~/db/consentImportRows";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { FileFaultError } from "~/services/prospects/csvFault";
import { dataRows } from "~/services/prospects/listFile";
import { addressKeys, type AddressKeys } from "~/services/shops/keys";
import { findImport, termsOf, type ConsentImport } from "./findImport";
import { readConsentRow, type RowReading } from "./judgeRow";
import { RECORDED } from "./verdicts";

/**
 * The dry run: gives every row of a file its verdict, all or nothing, and writes nothing into the ledger. A file that cannot be read to its end is given back with what is wrong with it and where. Safe to run again, and twice at once.
 * Throws `Problem("wrong_state")`, for the queue to try again, when a person's rows were taken out of the file while it was being read.
 */
export async function runCheck(shopId: number, importId: number, at: Date): Promise<void> {
  const found = await findImport(shopId, importId);
  if (found?.state !== "checking") return;
  const keys = await addressKeys(shopId);
  try {
    await transaction(async (tx) => {
      await stageConsentRows(tx, stagedRows(shopId, found, keys, at));
      // Discarded meanwhile, or done by another worker: what was read here goes with the transaction.
      const current = await findImport(shopId, importId, tx, true);
      if (current?.state !== "checking") return;
      if (current.fileVersion !== found.fileVersion) throw new Problem("wrong_state");
      const counts = await storeConsentVerdicts(tx, shopId, importId, RECORDED);
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (rows === 0) throw new FileFaultError("no_rows");
      await tx.query(
        "UPDATE consent_import SET state = 'checked', counts = $3, progress = $4 WHERE shop_id = $1 AND id = $2",
        [shopId, importId, JSON.stringify(counts), rows],
      );
    });
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await pool().query(
      "UPDATE consent_import SET state = 'uploaded', fault = $3, fault_row = $4 WHERE shop_id = $1 AND id = $2 AND state = 'checking' AND file_version = $5",
      [shopId, importId, error.fault, error.row, found.fileVersion],
    );
    const current = await findImport(shopId, importId);
    if (current && current.fileVersion !== found.fileVersion) throw new Problem("wrong_state");
  }
}

/** A row with the keys of its address, as the lists and the ledger are asked about it. */
export function stagedRow(
  row: number,
  cells: readonly string[],
  reading: RowReading,
  keys: AddressKeys,
): StagedConsentRow {
  if (!("row" in reading))
    return {
      row,
      cells,
      verdict: reading.verdict,
      email: null,
      exclusionKey: null,
      consentKey: null,
      confirmedAt: null,
    };
  const { email, confirmedAt } = reading.row;
  return {
    row,
    cells,
    verdict: reading.verdict,
    email,
    exclusionKey: keys.exclusionKey(email),
    consentKey: keys.consentKey(email),
    confirmedAt,
  };
}

async function* stagedRows(
  shopId: number,
  found: ConsentImport,
  keys: AddressKeys,
  at: Date,
): AsyncGenerator<StagedConsentRow[]> {
  // Outside the transaction, so that the admin sees it grow.
  const onProgress = async (count: number) => {
    await pool().query("UPDATE consent_import SET progress = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      found.id,
      count,
    ]);
  };
  for await (const rows of dataRows(shopId, { of: "consents", id: found.id }, found, onProgress))
    yield rows.map(({ row, cells }) => stagedRow(row, cells, readConsentRow(cells, termsOf(found), at), keys));
}
