import { mergeProspects, type ProspectContact } from "~/db/prospectMerge";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { companyKey } from "~/policy/companyKey";
import { searchWords } from "~/policy/searchWords";
import { rebuildReview } from "~/services/review/rebuildReview";
import { addressKeys, type AddressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { termsOf } from "./checkProspects";
import { findList, lockList, type ProspectList } from "./findList";
import { readProspectRow, type ListTerms, type ProspectDraft } from "./judgeRow";
import { noteListEvent } from "./listEvents";
import type { ProspectVerdict } from "./verdicts";

/** Rows stored in one transaction: opt-outs of the shop wait for it, some tenths of a second at most. */
const ROWS_AT_ONCE = 2000;

/** Asks for the import of a list that has been through its dry run. Throws `Problem` with `wrong_state` or `not_found`. */
export async function askImport(shopId: number, listId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { counts } = await lockList(tx, shopId, listId, ["checked"]);
    await tx.query("UPDATE prospect_list SET state = 'importing', progress = 0 WHERE shop_id = $1 AND id = $2", [
      shopId,
      listId,
    ]);
    await noteListEvent(tx, shopId, listId, { act: "import_asked", actor, at, detail: { counts } });
    await enqueue(tx, "prospect-import", { shopId, listId });
  });
}

/**
 * Stores the rows of a list that the dry run let through, some thousand a transaction, each committed with how far it came: after a crash it goes on there, and two at once take turns. The exclusion list, the contacts and the
 * ledger are asked again for each row (P12). Ends with the list's final counts and without its file.
 */
export async function importProspects(shopId: number, listId: number, at: Date): Promise<void> {
  const keys = await addressKeys(shopId);
  let list = await findList(shopId, listId);
  if (!list) return;
  const terms = await termsOf(shopId, list);
  while (list?.state === "importing") {
    list = await whileInstalled(shopId, async (tx) => {
      const current = await findList(shopId, listId, tx, true);
      if (current?.state !== "importing") return undefined;
      return (await importNext(tx, shopId, current, terms, keys, at)) ? current : finish(tx, shopId, listId, at);
    });
  }
  await rebuildReview(shopId);
}

/** Stores the next rows. Gives `false` when none are left. */
async function importNext(
  tx: Transaction,
  shopId: number,
  list: ProspectList,
  terms: ListTerms,
  keys: AddressKeys,
  at: Date,
): Promise<boolean> {
  const { rows } = await tx.query<{ row: number; cells: string[] }>(
    `SELECT row, cells FROM prospect_row WHERE shop_id = $1 AND list_id = $2 AND verdict = 'added' AND row > $3 ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
    [shopId, list.id, list.importedRow],
  );
  const last = rows.at(-1);
  if (!last) return false;
  const prospects: ProspectContact[] = [];
  const turned: { row: number; verdict: ProspectVerdict }[] = [];
  for (const { row, cells } of rows) {
    const reading = readProspectRow(cells, terms, at);
    if ("draft" in reading && reading.draft) prospects.push(contactOf(row, reading.verdict, reading.draft, keys));
    // The merchant's own sector, say, is another since the dry run.
    else turned.push({ row, verdict: reading.verdict });
  }
  const stored = await mergeProspects(tx, shopId, list.id, prospects, at);
  if (turned.length > 0)
    await tx.query(
      `UPDATE prospect_row r SET verdict = t.verdict::prospect_verdict FROM unnest($3::int[], $4::text[]) AS t (row, verdict)
     WHERE r.shop_id = $1 AND r.list_id = $2 AND r.row = t.row`,
      [shopId, list.id, turned.map(({ row }) => row), turned.map(({ verdict }) => verdict)],
    );
  await tx.query(
    "UPDATE prospect_list SET imported_row = $3, progress = progress + $4 WHERE shop_id = $1 AND id = $2",
    [shopId, list.id, last.row, stored],
  );
  return true;
}

function contactOf(row: number, verdict: string, draft: ProspectDraft, keys: AddressKeys): ProspectContact {
  const { email, name, company } = draft;
  return {
    ...draft,
    row,
    verdict,
    exclusionKey: keys.exclusionKey(email),
    consentKey: keys.consentKey(email),
    companyKey: companyKey(undefined, company),
    searchWords: searchWords([name, company], email),
  };
}

async function finish(tx: Transaction, shopId: number, listId: number, at: Date): Promise<undefined> {
  const { rows } = await tx.query<{ counts: Record<string, number> | null }>(
    `SELECT jsonb_object_agg(verdict, rows) AS counts FROM (
       SELECT verdict::text AS verdict, count(*) AS rows FROM prospect_row WHERE shop_id = $1 AND list_id = $2 GROUP BY 1
     ) counted`,
    [shopId, listId],
  );
  const counts = rows[0]?.counts ?? {};
  await tx.query(
    "UPDATE prospect_list SET state = 'imported', imported_at = $3, counts = $4 WHERE shop_id = $1 AND id = $2",
    [shopId, listId, at, JSON.stringify(counts)],
  );
  await tx.query("DELETE FROM prospect_file_part WHERE shop_id = $1 AND list_id = $2", [shopId, listId]);
  await noteListEvent(tx, shopId, listId, { act: "imported", actor: "Twostage", at, detail: { counts } });
}
