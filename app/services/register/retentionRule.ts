import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { RETENTION_MONTHS } from "~/policy/holding";
import { record } from "~/services/audit/record";

/** How long a shop holds personal data without a relation, and whether that is enforced every night. */
export interface RetentionRule {
  readonly months: number;
  /** Null while nobody has changed it. */
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
  /** Null while it does not run every night. */
  readonly nightlySince: Date | null;
  readonly nightlyBy: string | null;
}

const UNLESS_CHANGED: RetentionRule = {
  months: RETENTION_MONTHS.default,
  changedAt: null,
  changedBy: null,
  nightlySince: null,
  nightlyBy: null,
};

/** The shop's retention rule (P3; UK GDPR Art 5(1)(e)). */
export async function readRetentionRule(tx: Sql, shopId: number): Promise<RetentionRule> {
  const { rows } = await tx.query<RetentionRule>(
    `SELECT months, changed_at AS "changedAt", changed_by AS "changedBy", nightly_since AS "nightlySince", nightly_by AS "nightlyBy"
     FROM retention_rule WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0] ?? UNLESS_CHANGED;
}

/**
 * Sets the months without a relation after which personal data is removed. Another time removes others than those somebody has looked at: the nightly run goes off. Throws
 * `Problem("input_invalid")` outside 6 to 72 months.
 */
export async function saveRetentionMonths(shopId: number, months: number, actor: string, at: Date): Promise<void> {
  if (!Number.isInteger(months) || months < RETENTION_MONTHS.min || months > RETENTION_MONTHS.max)
    throw new Problem("input_invalid", ["months"]);
  await transaction(async (tx) => {
    const before = await readRetentionRule(tx, shopId);
    const { rowCount } = await tx.query(
      `INSERT INTO retention_rule AS r (shop_id, months, changed_at, changed_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (shop_id) DO UPDATE SET months = $2, changed_at = $3, changed_by = $4, nightly_since = NULL, nightly_by = NULL WHERE r.months <> $2`,
      [shopId, months, at, actor],
    );
    if (rowCount)
      await record(tx, shopId, {
        act: "retention_months_changed",
        actor,
        at,
        before: { months: before.months, nightly: before.nightlySince !== null },
        after: { months, nightly: false },
      });
  });
}

/**
 * Switches the nightly run on or off. `seenMonths`: the rule whose preview the member of staff has looked at; throws `Problem("wrong_state")` when that is not the rule any more, so that nothing is
 * removed by itself that nobody has looked at.
 */
export async function switchNightly(
  shopId: number,
  on: boolean,
  seenMonths: number,
  actor: string,
  at: Date,
): Promise<void> {
  if (!on) {
    return transaction(async (tx) => {
      const { rowCount } = await tx.query(
        "UPDATE retention_rule SET nightly_since = NULL, nightly_by = NULL WHERE shop_id = $1 AND nightly_since IS NOT NULL",
        [shopId],
      );
      if (rowCount) await record(tx, shopId, { act: "retention_nightly_off", actor, at });
    });
  }
  await transaction(async (tx) => {
    await tx.query("INSERT INTO retention_rule (shop_id, months) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      shopId,
      RETENTION_MONTHS.default,
    ]);
    const { rowCount } = await tx.query(
      "UPDATE retention_rule SET nightly_since = $3, nightly_by = $4 WHERE shop_id = $1 AND months = $2",
      [shopId, seenMonths, at, actor],
    );
    if (!rowCount) throw new Problem("wrong_state");
    await record(tx, shopId, { act: "retention_nightly_on", actor, at, after: { months: seenMonths } });
  });
}
