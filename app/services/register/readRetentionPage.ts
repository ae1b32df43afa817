import { pool } from "~/db/client";
import { listRegister, readRegister, type RegisterPage } from "./readRegister";
import { readRetentionRule, type RetentionRule } from "./retentionRule";
import { listRetentionRuns, type RetentionRun } from "./runRetention";

/** The retention rule with whom it would remove now, and what it did before. */
export interface RetentionPage extends RegisterPage {
  readonly rule: RetentionRule;
  readonly toRemove: number;
  readonly goneToRemove: number;
  readonly runs: readonly RetentionRun[];
  readonly underWay: boolean;
}

/** Reads the page of the retention rule. Nothing is removed by looking. */
export async function readRetentionPage(shopId: number, options: { after?: string; at: Date }): Promise<RetentionPage> {
  const [rule, { toRemove, goneToRemove }, page, runs] = await Promise.all([
    readRetentionRule(pool(), shopId),
    readRegister(shopId, options.at),
    listRegister(shopId, "to_remove", options),
    listRetentionRuns(shopId),
  ]);
  return { rule, toRemove, goneToRemove, ...page, runs, underWay: runs[0]?.finishedAt === null };
}
