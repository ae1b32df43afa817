import type { Sql } from "~/db/transaction";
import type { AuditAct } from "~/policy/auditActs";
import { record } from "~/services/audit/record";

/** What can be done with a list of prospects, as its history names it. */
export type ListAct =
  "uploaded" | "check_asked" | "import_asked" | "imported" | "discarded" | "downloaded" | "forgotten";

const AUDIT: Readonly<Record<ListAct, AuditAct>> = {
  uploaded: "prospects_uploaded",
  check_asked: "prospects_check_asked",
  import_asked: "prospects_import_asked",
  imported: "prospects_imported",
  discarded: "prospects_discarded",
  downloaded: "prospects_rejects_taken",
  forgotten: "prospects_forgotten",
};

/** Notes in the list's history, and in the audit, who did what, in the caller's transaction. `detail` holds what was declared, and no personal data of prospects. */
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
  // What was declared in the merchant's own words stands in the list's history.
  const { way, counts } = event.detail ?? {};
  await record(tx, shopId, {
    act: AUDIT[event.act],
    actor: event.actor,
    at: event.at,
    subject: { kind: "prospect_list", id: listId },
    ...(typeof way === "string" ? { after: { way } } : {}),
    ...(counts ? { after: { rows: counts as Record<string, number> } } : {}),
  });
}
