import type { Sql } from "~/db/transaction";

/** What can be done with a list of prospects, as its history names it. */
export type ListAct =
  "uploaded" | "check_asked" | "import_asked" | "imported" | "discarded" | "downloaded" | "forgotten";

/** Notes in the list's history who did what, in the caller's transaction. `detail` holds what was declared, and no personal data of prospects. */
export async function noteListEvent(
  tx: Sql,
  shopId: number,
  listId: number,
  event: {
    readonly act: ListAct;
    readonly actor: string;
    readonly at: Date;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await tx.query(
    "INSERT INTO prospect_list_event (shop_id, list_id, at, actor, act, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    [shopId, listId, event.at, event.actor, event.act, JSON.stringify(event.detail ?? {})],
  );
}
