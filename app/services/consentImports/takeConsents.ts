import { consentVerdictsNow } from "~/db/consentImportRows";
import { lockContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { THE_APP } from "~/policy/auditActs";
import { withoutAddresses } from "~/policy/collectedConsent";
import { record } from "~/services/audit/record";
import { appendConsentEvent } from "~/services/consent/ledger";
import { LINK_DAYS } from "~/services/consent/requestConsent";
import { keepSubscribers } from "~/services/customers/keepSubscribers";
import { addressKeys, type AddressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { findImport, lockImport, termsOf, type ConsentImport } from "./findImport";
import { readConsentRow, type CollectedRow } from "./judgeRow";
import { stagedRow } from "./runCheck";
import { countOf, RECORDED, STATEMENT, WITH_EVIDENCE, type ImportVerdict } from "./verdicts";

/** Rows taken in one transaction: opt-outs of the shop wait for it, some tenths of a second at most. */
const ROWS_AT_ONCE = 100;

/**
 * Signs for the evidence of a file that has been through its dry run, and queues taking it in. Nobody's evidence counts without the name of whoever answers for it; a file without any needs none. Throws `Problem` with `input_invalid` and the fields, `wrong_state` or
 * `not_found`.
 */
export async function askToTake(
  shopId: number,
  importId: number,
  input: { readonly signedBy: string; readonly agreed: boolean },
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    const { counts } = await lockImport(tx, shopId, importId, ["checked"]);
    const signed = countOf(counts, WITH_EVIDENCE) > 0;
    const name = input.signedBy.trim();
    const wrong = signed ? [name.length < 2 || name.length > 100 ? "signedBy" : "", input.agreed ? "" : "agreed"] : [];
    if (wrong.some(Boolean)) throw new Problem("input_invalid", wrong.filter(Boolean));
    await tx.query(
      `UPDATE consent_import SET state = 'importing', progress = 0, signed_by = $3, statement = $4, signed_at = $5, recorded_by = $6
       WHERE shop_id = $1 AND id = $2`,
      [shopId, importId, signed ? name : null, signed ? STATEMENT : null, at, actor],
    );
    await enqueue(tx, "consent-import", { shopId, importId });
    const subject = { kind: "consent_import", id: importId } as const;
    await record(tx, shopId, { act: "consents_import_asked", actor, at, subject, after: { signed } });
  });
}

/**
 * Writes the rows of a file into the ledger, some hundred a transaction, each committed with how far it came: after a crash it goes on there, and two at once take turns. The exclusion list and the ledger are asked again for each row (P12). Nothing is mailed to
 * anybody. Ends with the file's final counts and without the file.
 */
export async function takeConsents(shopId: number, importId: number, at: Date): Promise<void> {
  const keys = await addressKeys(shopId);
  let found = await findImport(shopId, importId);
  while (found?.state === "importing") {
    found = await whileInstalled(shopId, async (tx) => {
      const current = await findImport(shopId, importId, tx, true);
      if (current?.state !== "importing") return undefined;
      return (await takeNext(tx, shopId, current, keys, at)) ? current : finish(tx, shopId, importId, at);
    });
  }
}

/** Takes the next rows. Gives `false` when none are left. */
async function takeNext(
  tx: Transaction,
  shopId: number,
  current: ConsentImport,
  keys: AddressKeys,
  at: Date,
): Promise<boolean> {
  const { rows } = await tx.query<{ row: number; cells: string[] }>(
    `SELECT row, cells FROM consent_import_row WHERE shop_id = $1 AND import_id = $2 AND verdict::text = ANY($3) AND row > $4 ORDER BY row LIMIT ${ROWS_AT_ONCE}`,
    [shopId, current.id, RECORDED, current.importedRow],
  );
  const last = rows.at(-1);
  if (!last) return false;
  const terms = termsOf(current);
  const read = rows.map(({ row, cells }) => {
    const reading = readConsentRow(cells, terms, at);
    return { ...stagedRow(row, cells, reading, keys), collected: "row" in reading ? reading.row : undefined };
  });
  // Nobody is excluded or withdraws until this has committed.
  await lockContacts(tx, shopId);
  const verdicts = await consentVerdictsNow(tx, shopId, read);
  // In the order of their keys, as everybody does who changes several standings.
  const inOrder = [...read].sort((a, b) =>
    Buffer.compare(a.consentKey ?? Buffer.alloc(0), b.consentKey ?? Buffer.alloc(0)),
  );
  const confirmed: string[] = [];
  let taken = 0;
  for (const { row, collected, consentKey, exclusionKey } of inOrder) {
    const verdict = verdicts.get(row) as ImportVerdict | undefined;
    if (!collected || !consentKey || !exclusionKey || !verdict || !RECORDED.includes(verdict)) continue;
    await keep(tx, shopId, current, { row, collected, consentKey, exclusionKey, verdict }, at);
    if (verdict === "confirmed") confirmed.push(collected.email);
    taken += 1;
  }
  await keepSubscribers(tx, shopId, keys, confirmed, at);
  await tx.query(
    `UPDATE consent_import_row r SET verdict = t.verdict::consent_import_verdict, cells = CASE WHEN t.verdict = ANY($5) THEN '{}' ELSE r.cells END
     FROM unnest($3::int[], $4::text[]) AS t (row, verdict) WHERE r.shop_id = $1 AND r.import_id = $2 AND r.row = t.row`,
    [shopId, current.id, [...verdicts.keys()], [...verdicts.values()], RECORDED],
  );
  await tx.query(
    "UPDATE consent_import SET imported_row = $3, progress = progress + $4 WHERE shop_id = $1 AND id = $2",
    [shopId, current.id, last.row, taken],
  );
  return true;
}

interface TakenRow {
  readonly row: number;
  readonly collected: CollectedRow;
  readonly consentKey: Buffer;
  readonly exclusionKey: Buffer;
  readonly verdict: ImportVerdict;
}

/** Keeps what the row says, with its address, apart from the ledger; and writes the event, without anything that is of a person. What is only asked for is a ground to hold it for as long as a link could be pressed (P3). */
async function keep(
  tx: Transaction,
  shopId: number,
  current: ConsentImport,
  { row, collected, consentKey, exclusionKey, verdict }: TakenRow,
  at: Date,
): Promise<void> {
  const { email, askedAt, confirmedAt, wording, place, proof } = collected;
  const confirmed = WITH_EVIDENCE.includes(verdict);
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO consent_request (shop_id, email, consent_key, exclusion_key, surface, wording_version, wording, locale, page, asked_note, requested_at, expires_at, confirmed_at)
     VALUES ($1, $2, $3, $4, 'import', 0, $5, 'und', $6, $7, $8, $9, $10) RETURNING id::text`,
    [
      shopId,
      email,
      consentKey,
      exclusionKey,
      wording,
      place || null,
      proof || null,
      askedAt ?? at,
      new Date(at.getTime() + LINK_DAYS * 86_400_000),
      confirmed ? confirmedAt : null,
    ],
  );
  await appendConsentEvent(tx, shopId, {
    kind: confirmed ? "imported_confirmed" : "imported_unconfirmed",
    consentKey,
    at,
    requestId: rows[0]?.id ?? "",
    surface: "import",
    ...(wording ? { wording: withoutAddresses(wording) } : {}),
    proof: {
      import: current.id,
      row,
      ...(askedAt ? { askedAt: askedAt.toISOString() } : {}),
      ...(confirmedAt ? { confirmedAt: confirmedAt.toISOString() } : {}),
      ...(place ? { place: withoutAddresses(place) } : {}),
      ...(proof ? { evidence: withoutAddresses(proof) } : {}),
      ...(confirmed ? { signed: true } : { lacking: verdict }),
      staff: current.recordedBy ?? "",
    },
  });
}

async function finish(tx: Transaction, shopId: number, importId: number, at: Date): Promise<undefined> {
  const { rows } = await tx.query<{ counts: Record<string, number> | null }>(
    `SELECT jsonb_object_agg(verdict, rows) AS counts FROM (
       SELECT verdict::text AS verdict, count(*) AS rows FROM consent_import_row WHERE shop_id = $1 AND import_id = $2 GROUP BY 1
     ) counted`,
    [shopId, importId],
  );
  await tx.query(
    "UPDATE consent_import SET state = 'imported', imported_at = $3, counts = $4 WHERE shop_id = $1 AND id = $2",
    [shopId, importId, at, JSON.stringify(rows[0]?.counts ?? {})],
  );
  await tx.query("DELETE FROM consent_import_part WHERE shop_id = $1 AND import_id = $2", [shopId, importId]);
  const subject = { kind: "consent_import", id: importId } as const;
  const after = { rows: rows[0]?.counts ?? {} };
  await record(tx, shopId, { act: "consents_imported", actor: THE_APP, at, subject, after });
}
