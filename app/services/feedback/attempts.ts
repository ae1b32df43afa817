import { createHmac } from "node:crypto";
import { pool } from "~/db/client";
import { lockAttempts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { currentLinkKey } from "~/services/shops/keys";

/** Whom attempts are counted for, and how many an hour are taken. */
export interface AttemptLimit {
  /** `ip:192.0.2.1`, say: only a keyed hash of it is kept. */
  readonly who: string;
  readonly most: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Counts one attempt for each, in the caller's transaction. Throws `Problem("too_many_messages")` where one has had its share of the last hour; nothing is counted then. */
export async function countAttempt(tx: Sql, shopId: number, limits: readonly AttemptLimit[], at: Date): Promise<void> {
  const { secret } = await currentLinkKey();
  const keyed = limits
    .map(({ who, most }) => ({
      key: createHmac("sha256", secret.subarray(0, 32)).update(`attempt:${who}`).digest().subarray(0, 16),
      most,
    }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  for (const { key, most } of keyed) {
    await lockAttempts(tx, shopId, key);
    const { rows } = await tx.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM feedback_attempt WHERE shop_id = $1 AND who = $2 AND at > $3",
      [shopId, key, new Date(at.getTime() - HOUR_MS)],
    );
    if ((rows[0]?.n ?? 0) >= most) throw new Problem("too_many_messages");
    await tx.query("INSERT INTO feedback_attempt (shop_id, at, who) VALUES ($1, $2, $3)", [shopId, at, key]);
  }
}

/** What is kept of mail that came in, to know it again: SendGrid tries for three days. */
const MAIL_DAYS = 30;

/** Forgets attempts of more than a day ago and the hashes of mails of more than a month ago, in every shop. */
export async function forgetAttempts(at: Date): Promise<void> {
  await pool().query("DELETE FROM feedback_attempt WHERE at < $1", [new Date(at.getTime() - DAY_MS)]);
  await pool().query("DELETE FROM inbound_mail WHERE at < $1", [new Date(at.getTime() - MAIL_DAYS * DAY_MS)]);
}
