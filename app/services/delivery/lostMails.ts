import type { Sql } from "~/db/transaction";

/** Longer than a request may take (30 s): a single mail that is under way for so long has lost its worker. */
const LOST_AFTER_SECONDS = 45;

/** A single mail whose worker was lost between attempt and answer may have gone: it is unknown, never sent again by itself. Over all shops. */
export async function giveUpLostMails(tx: Sql, at: Date): Promise<void> {
  await tx.query(
    `UPDATE single_mail SET state = 'unknown', outcome = 'worker_lost', answered_at = $1
     WHERE state = 'sending' AND attempted_at <= $1::timestamptz - make_interval(secs => ${LOST_AFTER_SECONDS})`,
    [at],
  );
}
