import { pool } from "~/db/client";
import { joinByHashing } from "~/db/joinByHashing";
import { shareContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { hasChanged, transaction, type Sql } from "~/db/transaction";

/** What SendGrid itself put on its lists need not be told to it. */
const SENDGRIDS_OWN = "('bounce', 'spam_report', 'sendgrid_unsubscribe')";

/** Excluded addresses of a shop that is to have the second net, as rows to be told; `condition` narrows them on alias `x`. */
const toldOf = (condition: string) =>
  `INSERT INTO suppression_write AS w (shop_id, key, email, act, not_before)
   SELECT x.shop_id, x.key, x.email, 'add', to_timestamp(0) FROM exclusion x JOIN shop_settings s ON s.shop_id = x.shop_id AND s.suppress_at_sendgrid
   WHERE x.shop_id = $1 AND x.email IS NOT NULL AND x.source NOT IN ${SENDGRIDS_OWN} AND ${condition} ORDER BY x.key`;

const ASK_ANEW =
  "state = 'pending', version = w.version + 1, attempts = 0, not_before = excluded.not_before, outcome = NULL";

/**
 * Asks, in the caller's transaction, that SendGrid itself mail these excluded addresses no more: a second net below our own list (P12). Set-based; what SendGrid knows already is not asked for again. What is told is found out when it is
 * told. The last thing a transaction does. `isWanted`: whether the shop has it so, where the caller has read that: then nobody waits for an answer before the commit, and whoever tells may find that nothing new is to be told.
 */
export async function requestSuppressionWrites(
  tx: Sql,
  shopId: number,
  keys: readonly Buffer[],
  isWanted?: boolean,
): Promise<void> {
  if (keys.length === 0) return;
  const asking = tx.query(
    `${toldOf("x.key = ANY($2::bytea[])")}
     ON CONFLICT (shop_id, key) DO UPDATE SET act = 'add', email = excluded.email, ${ASK_ANEW} WHERE w.act <> 'add' OR w.state = 'dead'`,
    [shopId, keys],
  );
  if (await hasChanged(tx, asking, isWanted)) await enqueue(tx, "suppression-writes", { shopId });
}

/** Asks, in the caller's transaction, that an address which was released be taken off SendGrid's list too, if it is there because of us. */
export async function requestUnsuppression(tx: Sql, shopId: number, key: Buffer): Promise<void> {
  const { rowCount } = await tx.query(
    "UPDATE suppression_write SET act = 'remove', state = 'pending', version = version + 1, attempts = 0, not_before = to_timestamp(0), outcome = NULL WHERE shop_id = $1 AND key = $2 AND act = 'add'",
    [shopId, key],
  );
  if (rowCount) await enqueue(tx, "suppression-writes", { shopId });
}

/** Asks for everybody anew: another SendGrid account knows nobody yet. In the caller's transaction. */
export async function requestAllSuppressions(tx: Sql, shopId: number): Promise<void> {
  // Nobody is erased meanwhile, whose address this would copy from the list.
  await shareContacts(tx, shopId);
  await tx.query(
    `${toldOf("true")} ON CONFLICT (shop_id, key) DO UPDATE SET act = 'add', email = excluded.email, ${ASK_ANEW}`,
    [shopId],
  );
  await enqueue(tx, "suppression-writes", { shopId });
}

/** Asks for whoever is excluded and has never been asked for, in every shop that has the app: what a crash, or an option that was off, left out. */
export async function requestMissedSuppressionWrites(): Promise<void> {
  const { rows: shops } = await pool().query<{ id: number }>(
    "SELECT s.id FROM shop s JOIN shop_settings t ON t.shop_id = s.id AND t.suppress_at_sendgrid AND t.sendgrid_key IS NOT NULL WHERE s.uninstalled_at IS NULL",
  );
  for (const { id: shopId } of shops) {
    await transaction(async (tx) => {
      await shareContacts(tx, shopId);
      await joinByHashing(tx);
      await tx.query(
        `${toldOf("NOT EXISTS (SELECT 1 FROM suppression_write k WHERE k.shop_id = x.shop_id AND k.key = x.key)")} ON CONFLICT DO NOTHING`,
        [shopId],
      );
      await enqueue(tx, "suppression-writes", { shopId });
    });
  }
}
