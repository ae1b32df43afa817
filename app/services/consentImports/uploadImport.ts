import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { lookInto, storeFile, type UploadedFile } from "~/services/prospects/listFile";
import { guessImportColumns } from "./columns";

/**
 * Takes in a file of consents that were collected elsewhere; nothing of it counts yet. Throws `Problem` with `input_invalid` and the fields, `file_too_large`, or `file_unreadable` and what is wrong with the file; nothing is stored then. Gives the import's id.
 */
export async function uploadImport(
  shopId: number,
  name: string,
  file: UploadedFile | null,
  actor: string,
  at: Date,
): Promise<number> {
  const called = name.trim();
  const wrong = [called === "" || called.length > 100 ? "name" : "", file ? "" : "file"].filter(Boolean);
  if (!file || wrong.length > 0) throw new Problem("input_invalid", wrong);
  const { reading, beginning } = await lookInto(file.bytes);
  const { headed, columns } = beginning;
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO consent_import (shop_id, name, file_name, file_bytes, encoding, delimiter, headed, columns, mapping, uploaded_at, uploaded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [
        shopId,
        called,
        file.name.replace(/[\u0000-\u001f]/g, "").slice(-200),
        file.bytes.length,
        reading.encoding,
        reading.delimiter,
        headed,
        columns,
        JSON.stringify(guessImportColumns(headed ? columns : [])),
        at,
        actor,
      ],
    );
    const id = rows[0]?.id as number;
    await storeFile(tx, shopId, { of: "consents", id }, file.bytes);
    await record(tx, shopId, { act: "consents_uploaded", actor, at, subject: { kind: "consent_import", id } });
    return id;
  });
}
