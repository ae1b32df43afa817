import { pool, prisma } from "~/db/client";
import { stageProspectRows, storeVerdicts, type StagedRow } from "~/db/prospectRows";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { addressKeys, type AddressKeys } from "~/services/shops/keys";
import { FileFaultError } from "./csvFault";
import { findList, type ProspectList } from "./findList";
import { readProspectRow, type ListTerms } from "./judgeRow";
import { dataRows } from "./listFile";

/**
 * The dry run: gives every row of a list its verdict, all or nothing, and stores no contact. A file that cannot be read to its end is given back with what is wrong with it and where. Safe to run again, and twice at once. Throws
 * `Problem("wrong_state")`, for the queue to try again, when a person's rows were taken out of the file while it was being read.
 */
export async function checkProspects(shopId: number, listId: number, at: Date): Promise<void> {
  const list = await findList(shopId, listId);
  if (list?.state !== "checking") return;
  const terms = await termsOf(shopId, list);
  const keys = await addressKeys(shopId);
  try {
    await transaction(async (tx) => {
      await stageProspectRows(tx, readStagedRows(shopId, list, terms, keys, at));
      // Discarded meanwhile, or done by another worker: what was read here goes with the transaction.
      const current = await findList(shopId, listId, tx, true);
      if (current?.state !== "checking") return;
      if (current.fileVersion !== list.fileVersion) throw new Problem("wrong_state");
      const counts = await storeVerdicts(tx, shopId, listId);
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (rows === 0) throw new FileFaultError("no_rows");
      await tx.query(
        "UPDATE prospect_list SET state = 'checked', counts = $3, progress = $4 WHERE shop_id = $1 AND id = $2",
        [shopId, listId, JSON.stringify(counts), rows],
      );
    });
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await pool().query(
      "UPDATE prospect_list SET state = 'uploaded', fault = $3, fault_row = $4 WHERE shop_id = $1 AND id = $2 AND state = 'checking' AND file_version = $5",
      [shopId, listId, error.fault, error.row, list.fileVersion],
    );
    const current = await findList(shopId, listId);
    if (current && current.fileVersion !== list.fileVersion) throw new Problem("wrong_state");
  }
}

/** What is known of a list for all its rows. */
export async function termsOf(shopId: number, list: ProspectList): Promise<ListTerms> {
  const settings = await prisma().shopSettings.findUnique({ where: { shopId }, select: { sector: true } });
  const { way, mapping, columns, source, sector, obtainedAt, sectorWords } = list;
  const ownSector = [settings?.sector ?? "", ...sectorWords].filter(Boolean);
  return { way, mapping, width: columns.length, source, sector, obtainedAt, ownSector };
}

async function* readStagedRows(
  shopId: number,
  list: ProspectList,
  terms: ListTerms,
  keys: AddressKeys,
  at: Date,
): AsyncGenerator<StagedRow[]> {
  // Outside the transaction, so that the admin sees it grow.
  const onProgress = async (count: number) => {
    await pool().query("UPDATE prospect_list SET progress = $3 WHERE shop_id = $1 AND id = $2", [
      shopId,
      list.id,
      count,
    ]);
  };
  for await (const rows of dataRows(shopId, { of: "prospects", id: list.id }, list, onProgress)) {
    yield rows.map(({ row, cells }) => {
      const reading = readProspectRow(cells, terms, at);
      const email = "email" in reading ? reading.email : null;
      return {
        row,
        cells: cells,
        verdict: reading.verdict,
        email,
        exclusionKey: email === null ? null : keys.exclusionKey(email),
        consentKey: email === null ? null : keys.consentKey(email),
      };
    });
  }
}
