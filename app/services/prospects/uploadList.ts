import { z } from "zod";
import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { isAcceptedWay, LIST_WAYS } from "~/policy/prospectOrigin";
import { guessColumns } from "./columns";
import { noteListEvent } from "./listEvents";
import { lookInto, storeFile, type UploadedFile } from "./listFile";

const declaration = z.object({
  name: z.string().trim().min(1).max(100),
  way: z.enum(LIST_WAYS),
  /** How the list came about, in the merchant's words: long enough to mean something. */
  account: z.string().trim().min(20).max(2000),
});
export type Declaration = z.input<typeof declaration>;

/**
 * Takes in a list of prospects with what staff declare of how it came about (P2, P7). A list that was bought, rented or exchanged is refused before anything of it is looked at, and nothing is stored (`list_refused`). Throws
 * `Problem` also with `input_invalid` and the fields, `file_too_large`, or `file_unreadable` and what is wrong with the file; nothing is stored then. Gives the list's id.
 */
export async function uploadList(
  shopId: number,
  input: Declaration,
  file: UploadedFile | null,
  actor: string,
  at: Date,
): Promise<number> {
  const way = LIST_WAYS.find((each) => each === input.way);
  if (way && !isAcceptedWay(way)) throw new Problem("list_refused", [way]);
  const result = declaration.safeParse(input);
  const wrong = result.success ? [] : [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
  if (!file) wrong.push("file");
  if (!result.success || !file || wrong.length > 0) throw new Problem("input_invalid", wrong);
  const { name, account } = result.data;
  const { reading, beginning } = await lookInto(file.bytes);
  const mapping = guessColumns(beginning.headed ? beginning.columns : []);
  const sector =
    (await prisma().shopSettings.findUnique({ where: { shopId }, select: { sector: true } }))?.sector ?? "";
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO prospect_list (shop_id, name, way, account, sector, file_name, file_bytes, encoding, delimiter, headed, columns, mapping, uploaded_at, uploaded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
      [
        shopId,
        name,
        result.data.way,
        account,
        // What a researched list is for: staff say so if it is not.
        mapping.sector === undefined ? sector : "",
        file.name.replace(/[\u0000-\u001f]/g, "").slice(-200),
        file.bytes.length,
        reading.encoding,
        reading.delimiter,
        beginning.headed,
        beginning.columns,
        JSON.stringify(mapping),
        at,
        actor,
      ],
    );
    const listId = rows[0]?.id as number;
    await storeFile(tx, shopId, { of: "prospects", id: listId }, file.bytes);
    await noteListEvent(tx, shopId, listId, {
      act: "uploaded",
      actor,
      at,
      detail: { way: result.data.way, account, name },
    });
    return listId;
  });
}
