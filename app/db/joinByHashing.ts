import type { Sql } from "./transaction";

/**
 * Has the rest of a transaction join by hashing, whatever the planner takes the tables for: for statements that read all there is of a shop. Of a shop that came since the tables were last looked at it expects one row, and compares all with
 * all: minutes for some ten thousand, hours for a million (docs/decisions/0042). Every join in them must be by equality; one that is not is taken for so dear that any plan seems as good.
 */
export async function joinByHashing(tx: Sql): Promise<void> {
  await tx.query("SET LOCAL enable_nestloop = off");
}
