import { z } from "zod";
import { prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { dayOf } from "./cellValues";
import { columnMapping, guessColumns } from "./columns";
import { lockList } from "./findList";
import { lookAgain } from "./listFile";
import { noteListEvent } from "./listEvents";

const line = (max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().max(max));

const terms = z.object({
  mapping: columnMapping,
  source: line(300),
  sector: line(200),
  /** A day, `2026-03-02`; empty when a column has it. */
  obtained: z.string().trim().max(60),
  /** Other words for the merchant's own sector, one a line. */
  sectorWords: z
    .string()
    .max(5000)
    .transform((text) =>
      text
        .split(/[\r\n]+/)
        .map((word) => word.trim().slice(0, 200))
        .filter(Boolean),
    )
    .pipe(z.array(z.string()).max(100)),
});
export type TermsInput = z.input<typeof terms>;

/**
 * Takes what the columns hold and what counts for all rows, and queues the dry run. Each row must come to have a source and a date (P2), of a researched list also a sector (P7). Throws `Problem` with `input_invalid` and the
 * fields, `set_up_incomplete` when the merchant's own sector is not on file, `wrong_state` or `not_found`; nothing has changed then.
 */
export async function checkList(
  shopId: number,
  listId: number,
  input: TermsInput,
  actor: string,
  at: Date,
): Promise<void> {
  const result = terms.safeParse(input);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  const { mapping, source, sector, obtained, sectorWords } = result.data;
  const own = (await prisma().shopSettings.findUnique({ where: { shopId }, select: { sector: true } }))?.sector;
  await transaction(async (tx) => {
    const list = await lockList(tx, shopId, listId, ["uploaded", "checked"]);
    const obtainedAt = obtained === "" ? null : dayOf(obtained, at);
    const lacking = [
      mapping.email === undefined && "email",
      mapping.source === undefined && source === "" && "source",
      (obtainedAt === undefined || (mapping.obtained === undefined && obtainedAt === null)) && "obtained",
      list.way === "researched" && mapping.sector === undefined && sector === "" && "sector",
      Object.values(mapping).some((position) => position >= list.columns.length) && "mapping",
    ].filter((field) => field !== false);
    if (lacking.length > 0) throw new Problem("input_invalid", lacking);
    if (list.way === "researched" && !own) throw new Problem("set_up_incomplete", ["identity_missing"]);
    await tx.query(
      `UPDATE prospect_list SET state = 'checking', mapping = $3, source = $4, sector = $5, obtained_at = $6, sector_words = $7, progress = 0, fault = NULL, fault_row = NULL, counts = '{}'
       WHERE shop_id = $1 AND id = $2`,
      [shopId, listId, JSON.stringify(mapping), source, sector, obtainedAt, sectorWords],
    );
    const columns = Object.fromEntries(Object.entries(mapping).map(([field, at]) => [field, list.columns[at]]));
    const detail = { columns, source, sector, obtained: obtainedAt, sectorWords, ownSector: own };
    await noteListEvent(tx, shopId, listId, { act: "check_asked", actor, at, detail });
    await enqueue(tx, "prospect-check", { shopId, listId });
  });
}

/** Reads a file with another encoding or delimiter than was detected, and guesses its columns anew. Throws `Problem` with `input_invalid`, `file_unreadable`, `wrong_state` or `not_found`. */
export async function rereadList(
  shopId: number,
  listId: number,
  input: { readonly encoding: string; readonly delimiter: string },
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    const list = await lockList(tx, shopId, listId, ["uploaded", "checked"]);
    const file = { of: "prospects", id: listId } as const;
    const { reading, beginning } = await lookAgain(shopId, file, list, input);
    const { headed, columns } = beginning;
    const { encoding, delimiter } = reading;
    await tx.query(
      `UPDATE prospect_list SET state = 'uploaded', encoding = $3, delimiter = $4, headed = $5, columns = $6, mapping = $7, fault = NULL, fault_row = NULL, counts = '{}' WHERE shop_id = $1 AND id = $2`,
      [shopId, listId, encoding, delimiter, headed, columns, JSON.stringify(guessColumns(headed ? columns : []))],
    );
    const subject = { kind: "prospect_list", id: listId } as const;
    await record(tx, shopId, { act: "prospects_reread", actor, at, subject, after: { encoding } });
  });
}
