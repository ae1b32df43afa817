import { pool } from "~/db/client";
import { LIST_COLUMNS, type ProspectList } from "./findList";

const PAGE = 50;

/** One page of the shop's lists of prospects, newest first. `next` is the cursor of the following page, null on the last. */
export async function listLists(
  shopId: number,
  options: { readonly before?: number },
): Promise<{ readonly rows: readonly ProspectList[]; readonly next: number | null }> {
  const { rows } = await pool().query<ProspectList>(
    `SELECT ${LIST_COLUMNS} FROM prospect_list WHERE shop_id = $1 AND id < $2 ORDER BY id DESC LIMIT ${PAGE + 1}`,
    [shopId, options.before ?? 2_147_483_647],
  );
  const page = rows.slice(0, PAGE);
  return { rows: page, next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}
