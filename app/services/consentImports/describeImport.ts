import { z } from "zod";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { lookAgain } from "~/services/prospects/listFile";
import { guessImportColumns, importMapping } from "./columns";
import { lockImport } from "./findImport";

const line = (max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().max(max));

const terms = z.object({ mapping: importMapping, wording: line(2000), place: line(300), proof: line(1000) });
export type ImportTermsInput = z.input<typeof terms>;

/**
 * Takes what the columns hold and what counts for all rows, and queues the dry run. Only the address must be there: what is lacking otherwise makes a row unconfirmed. Throws `Problem` with `input_invalid` and the fields, `wrong_state` or `not_found`; nothing has
 * changed then.
 */
export async function checkImport(
  shopId: number,
  importId: number,
  input: ImportTermsInput,
  actor: string,
  at: Date,
): Promise<void> {
  const result = terms.safeParse(input);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  const { mapping, wording, place, proof } = result.data;
  await transaction(async (tx) => {
    const found = await lockImport(tx, shopId, importId, ["uploaded", "checked"]);
    const wrong = [
      mapping.email === undefined && "email",
      Object.values(mapping).some((position) => position >= found.columns.length) && "mapping",
    ].filter((field) => field !== false);
    if (wrong.length > 0) throw new Problem("input_invalid", wrong);
    await tx.query(
      `UPDATE consent_import SET state = 'checking', mapping = $3, wording = $4, place = $5, proof = $6, progress = 0, fault = NULL, fault_row = NULL, counts = '{}'
       WHERE shop_id = $1 AND id = $2`,
      [shopId, importId, JSON.stringify(mapping), wording, place, proof],
    );
    await enqueue(tx, "consent-import-check", { shopId, importId });
    const subject = { kind: "consent_import", id: importId } as const;
    await record(tx, shopId, { act: "consents_check_asked", actor, at, subject });
  });
}

/** Reads a file with another encoding or delimiter than was detected, and guesses its columns anew. Throws `Problem` with `input_invalid`, `file_unreadable`, `wrong_state` or `not_found`. */
export async function rereadImport(
  shopId: number,
  importId: number,
  input: { readonly encoding: string; readonly delimiter: string },
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    const found = await lockImport(tx, shopId, importId, ["uploaded", "checked"]);
    const { reading, beginning } = await lookAgain(shopId, { of: "consents", id: importId }, found, input);
    const { headed, columns } = beginning;
    await tx.query(
      `UPDATE consent_import SET state = 'uploaded', encoding = $3, delimiter = $4, headed = $5, columns = $6, mapping = $7, fault = NULL, fault_row = NULL, counts = '{}'
       WHERE shop_id = $1 AND id = $2`,
      [
        shopId,
        importId,
        reading.encoding,
        reading.delimiter,
        headed,
        columns,
        JSON.stringify(guessImportColumns(headed ? columns : [])),
      ],
    );
    const subject = { kind: "consent_import", id: importId } as const;
    const after = { encoding: reading.encoding };
    await record(tx, shopId, { act: "consents_reread", actor, at, subject, after });
  });
}
