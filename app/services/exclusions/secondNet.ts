import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { record } from "~/services/audit/record";
import { requestAllSuppressions } from "./requestSuppressionWrites";

/** How far SendGrid's own list follows ours. */
export interface SecondNet {
  readonly on: boolean;
  /** Addresses that SendGrid has been told of. */
  readonly told: number;
  readonly waiting: number;
  /** Addresses that SendGrid does not take: our own list holds them all the same. */
  readonly refused: number;
  /** Why those that wait could not be told yet, as a code; null when nothing stands in the way. */
  readonly failure: string | null;
}

/** Reads how far SendGrid's own list follows ours. */
export async function readSecondNet(shopId: number): Promise<SecondNet> {
  const { rows } = await pool().query<SecondNet>(
    `SELECT coalesce((SELECT suppress_at_sendgrid FROM shop_settings WHERE shop_id = $1), true) AS "on",
            count(*) FILTER (WHERE act = 'add' AND state = 'done')::int AS told, count(*) FILTER (WHERE state = 'pending')::int AS waiting,
            count(*) FILTER (WHERE state = 'dead')::int AS refused, max(outcome) FILTER (WHERE state = 'pending') AS failure
     FROM suppression_write WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0] ?? { on: true, told: 0, waiting: 0, refused: 0, failure: null };
}

/** Puts the second net on, which tells SendGrid of everybody, or off, which leaves SendGrid's list as it is. Our own list does not depend on it (P12). */
export async function setSecondNet(shopId: number, on: boolean, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE shop_settings SET suppress_at_sendgrid = $2, updated_by = $3, updated_at = $4 WHERE shop_id = $1 AND suppress_at_sendgrid <> $2",
      [shopId, on, actor, at],
    );
    if (rowCount) await record(tx, shopId, { act: on ? "second_net_on" : "second_net_off", actor, at });
    if (on) await requestAllSuppressions(tx, shopId);
  });
}
