import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { Doing } from "./actOnCase";
import { addEvent } from "./cases";

/** A file of a case, to be saved by a member of staff. */
export interface TakenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Gives a file that came with a message, and notes who took it. Throws `Problem("not_found")`, also when the file was too large to be kept. */
export async function takeFile(shopId: number, caseId: number, fileId: string, doing: Doing): Promise<TakenFile> {
  if (!/^\d{1,18}$/.test(fileId) || !Number.isSafeInteger(caseId) || caseId >= 2 ** 31) throw new Problem("not_found");
  return transaction(async (tx) => {
    const { rows } = await tx.query<TakenFile>(
      "SELECT name, content FROM feedback_attachment WHERE shop_id = $1 AND case_id = $2 AND id = $3 AND content IS NOT NULL",
      [shopId, caseId, fileId],
    );
    const [file] = rows;
    if (!file) throw new Problem("not_found");
    await addEvent(tx, shopId, caseId, { act: "file_taken", ...doing, detail: { file: fileId } });
    return file;
  });
}
