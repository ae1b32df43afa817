import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { loadShopState } from "~/services/shops/setUp";
import type { ProspectField } from "./columns";
import { findList, type ProspectList } from "./findList";
import { previewOf } from "./listFile";
import type { ListAct } from "./listEvents";
import { PROSPECT_VERDICTS, type ProspectVerdict } from "./verdicts";

/** A row of a list, as its page shows it. */
export interface ListedRow {
  readonly row: number;
  readonly verdict: ProspectVerdict;
  /** Empty once the row is a contact, or forgotten. */
  readonly email: string;
  readonly company: string;
  readonly name: string;
}

/** A list with what its page shows. */
export interface ListPage {
  readonly list: ProspectList;
  /** The first rows of the file; empty when it cannot be read so, or has been forgotten. */
  readonly preview: readonly (readonly string[])[];
  /** The merchant's own sector, as Settings has it. */
  readonly ownSector: string;
  /** Rows of the verdict asked for, by their numbers. */
  readonly rows: readonly ListedRow[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
  /** Newest first. */
  readonly history: readonly { readonly at: Date; readonly actor: string; readonly act: ListAct }[];
}

const PAGE = 50;
const HISTORY = 50;

/** Reads a list for its page. `verdict` narrows the rows. Throws `Problem("not_found")`. */
export async function readList(
  shopId: number,
  listId: number,
  options: { readonly verdict?: ProspectVerdict; readonly after?: string; readonly at: Date },
): Promise<ListPage> {
  const list = await findList(shopId, listId);
  if (!list) throw new Problem("not_found");
  const [preview, { settings }, rows, history] = await Promise.all([
    readPreview(shopId, list),
    loadShopState(shopId, options.at),
    readRowPage(shopId, list, options),
    pool().query<{ at: Date; actor: string; act: ListAct }>(
      `SELECT at, actor, act FROM prospect_list_event WHERE shop_id = $1 AND list_id = $2 ORDER BY id DESC LIMIT ${HISTORY}`,
      [shopId, listId],
    ),
  ]);
  const page = rows.slice(0, PAGE);
  const next = rows.length > PAGE ? String(page.at(-1)?.row) : null;
  return { list, preview, ownSector: settings?.sector ?? "", rows: page, next, history: history.rows };
}

async function readPreview(shopId: number, list: ProspectList): Promise<ListPage["preview"]> {
  if (list.state !== "uploaded" && list.state !== "checked") return [];
  return previewOf(shopId, { of: "prospects", id: list.id }, list);
}

async function readRowPage(
  shopId: number,
  list: ProspectList,
  { verdict, after = "" }: { readonly verdict?: ProspectVerdict; readonly after?: string },
): Promise<ListedRow[]> {
  // Which rows are which is known when all have been read.
  if (list.state !== "checked" && list.state !== "imported") return [];
  const cell = (field: ProspectField) => {
    const position = list.mapping[field];
    return position === undefined ? "''" : `left(coalesce(cells[${position + 1}], ''), 300)`;
  };
  // Keyset within the verdict, by the index on (list, verdict, row).
  const { rows } = await pool().query<ListedRow>(
    `SELECT row, verdict, ${cell("email")} AS email, ${cell("company")} AS company, ${cell("name")} AS name FROM prospect_row
     WHERE shop_id = $1 AND list_id = $2 AND row > $3${verdict ? " AND verdict = $4" : ""} ORDER BY row LIMIT ${PAGE + 1}`,
    [shopId, list.id, /^\d{1,9}$/.test(after) ? after : 0, ...(verdict ? [verdict] : [])],
  );
  return rows;
}

/** The verdict that an address parameter names, or `undefined`. */
export function verdictNamed(text: string | null): ProspectVerdict | undefined {
  return PROSPECT_VERDICTS.find((verdict) => verdict === text);
}
