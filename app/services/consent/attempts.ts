import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { log } from "~/lib/log";
import { ATTEMPT_LIMITS, connectionOf, longestWindow, type AttemptKind } from "~/policy/attemptLimits";
import { exclusionForm } from "~/policy/emailAddress";
import { addressKeys, type AttemptKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";

const KINDS = Object.keys(ATTEMPT_LIMITS) as AttemptKind[];
/** The limits as rows, so that the database counts all windows of a kind in one statement. Constants of this app. */
const LIMITS = `(VALUES ${KINDS.flatMap((kind) =>
  ATTEMPT_LIMITS[kind].map(({ hours, most }) => `('${kind}', interval '${hours} hours', ${most})`),
).join(", ")}) AS l (kind, span, most)`;

/**
 * Counts one attempt, unless one of the kind's windows is full: in one statement, which waits for another that counts the same key and then sees what it counted, so that of any number at once no more than the limit are admitted. Gives
 * how many the fullest window now has, or `undefined` when it was full and nothing was counted.
 */
async function admit(tx: Sql, shopId: number, kind: AttemptKind, key: Buffer, at: Date): Promise<number | undefined> {
  const { rows } = await tx.query<{ used: number }>(
    `INSERT INTO consent_attempt AS a (shop_id, kind, key, times) VALUES ($1, $2, $3, ARRAY[$4::timestamptz])
     ON CONFLICT (shop_id, kind, key) DO UPDATE
     SET times = array(SELECT t FROM unnest(a.times) t WHERE t > $4::timestamptz - interval '${longestWindow(kind)} hours') || $4::timestamptz
     WHERE NOT EXISTS (
       SELECT 1 FROM ${LIMITS} WHERE l.kind = $2 AND (SELECT count(*) FROM unnest(a.times) t WHERE t > $4::timestamptz - l.span) >= l.most)
     RETURNING cardinality(a.times) AS used`,
    [shopId, kind, key, at],
  );
  return rows[0]?.used;
}

/** Counts a verification mail to a mailbox, in the caller's transaction: rolled back, it does not count. `false` when it has had as many as it may. `keys` are the shop's. */
export async function admitMail(tx: Sql, shopId: number, keys: AttemptKeys, email: string, at: Date): Promise<boolean> {
  return (await admit(tx, shopId, "mailbox", keys.attemptKey("mailbox", exclusionForm(email)), at)) !== undefined;
}

/**
 * Counts a request for consent against its connection, where that is known, and against the shop; `false` when either has had as many as it may. What one connection asks in vain does not count against the shop, or it could keep everybody
 * else out. A transaction of its own, since every request of a shop waits for it.
 */
export async function admitRequest(shopId: number, ip: string | null, at: Date): Promise<boolean> {
  const keys = await addressKeys(shopId);
  const admitted = await whileInstalled(shopId, async (tx) => {
    if (ip !== null && !(await admitConnection(tx, shopId, keys, "requester", ip, at))) return false;
    const used = await admit(tx, shopId, "shop", keys.attemptKey("shop", ""), at);
    const [{ most }] = ATTEMPT_LIMITS.shop;
    if (used === most)
      log().error({ shopId, most }, "as many requests for consent as a shop may have: more are passed over");
    return used !== undefined;
  });
  return admitted ?? false;
}

/** Counts a withdrawal typed by hand against its connection, where that is known; `false` when it has had as many as it may. `keys` are the shop's. */
export async function admitWithdrawal(
  tx: Sql,
  shopId: number,
  keys: AttemptKeys,
  ip: string | null,
  at: Date,
): Promise<boolean> {
  return ip === null || admitConnection(tx, shopId, keys, "withdrawer", ip, at);
}

/** Counts a message by the feedback form, or a note on the opt-out page, in the caller's transaction; `false` when whoever it is counted for has had as many as it may. `keys` are the shop's. */
export async function admitFeedback(
  tx: Sql,
  shopId: number,
  keys: AttemptKeys,
  who: { readonly kind: "writer" | "writer_link" | "writer_place" | "noter"; readonly of: string },
  at: Date,
): Promise<boolean> {
  return (await admit(tx, shopId, who.kind, keys.attemptKey(who.kind, who.of), at)) !== undefined;
}

async function admitConnection(
  tx: Sql,
  shopId: number,
  keys: AttemptKeys,
  kind: "requester" | "withdrawer",
  ip: string,
  at: Date,
): Promise<boolean> {
  return (await admit(tx, shopId, kind, keys.attemptKey(kind, connectionOf(ip)), at)) !== undefined;
}

/** Forgets attempts that no window reaches back to, of all shops. */
export async function forgetAttempts(at: Date): Promise<void> {
  for (const kind of KINDS)
    await pool().query(
      `DELETE FROM consent_attempt WHERE kind = $1 AND NOT EXISTS (
         SELECT 1 FROM unnest(times) t WHERE t > $2::timestamptz - interval '${longestWindow(kind)} hours')`,
      [kind, at],
    );
}
