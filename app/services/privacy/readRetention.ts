import { pool } from "~/db/client";
import { readRetentionRule } from "~/services/register/retentionRule";
import { RETENTION_IDS, RETENTION_RULES, type KeptFor, type RetentionId } from "./retentionRules";

/** A rule as its page shows it, with how much the next run would take. */
export interface RetentionRow {
  readonly id: RetentionId;
  readonly keptFor: KeptFor;
  readonly law: string;
  /** How many rows, files or contacts are past their time now. */
  readonly due: number;
  /** Whether it runs by itself every night. */
  readonly nightly: boolean;
}

/** The rules of retention with a preview of each. Nothing is removed by looking. */
export async function readRetention(shopId: number, at: Date): Promise<RetentionRow[]> {
  const chosen = await readRetentionRule(pool(), shopId);
  return Promise.all(
    RETENTION_IDS.map(async (id) => {
      const rule = RETENTION_RULES[id];
      const { keptFor, law, chosen: byStaff } = rule;
      return {
        id,
        keptFor: "months" in keptFor && keptFor.months === null ? { months: chosen.months } : keptFor,
        law,
        due: await rule.count(shopId, at),
        nightly: byStaff ? chosen.nightlySince !== null : true,
      };
    }),
  );
}
