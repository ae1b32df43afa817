import { pool } from "~/db/client";
import type { FeedbackChannel, FeedbackKind, FeedbackState } from "~/policy/feedback";

/** A case of the feedback desk that is a contact's. */
export interface ContactCase {
  readonly id: number;
  readonly kind: FeedbackKind;
  readonly state: FeedbackState;
  readonly channel: FeedbackChannel;
  readonly subject: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date | null;
}

/** A page of them, newest first. */
export interface ContactFeedback {
  readonly cases: readonly ContactCase[];
  /** Hand back as `before` for older ones; null on the last page. */
  readonly older: string | null;
}

const PAGE = 10;

/** Reads a page of what a person wrote about the marketing (P14): from their mailbox, in whatever spelling, or by the link of a mail to them where no other address was given. `before`: the number of the oldest case shown so far. */
export async function readContactFeedback(
  shopId: number,
  contact: { readonly id: bigint; readonly exclusionKey: Uint8Array | null },
  before?: number,
): Promise<ContactFeedback> {
  // Two look-ups by index and not one with OR, which reads all cases of the shop.
  const { rows } = await pool().query<ContactCase>(
    `SELECT id, kind, state, channel, subject, received_at AS "receivedAt", due_at AS "dueAt" FROM (
       SELECT f.* FROM feedback_case f WHERE f.shop_id = $1 AND f.exclusion_key = $2
       UNION ALL
       SELECT f.* FROM recipient r JOIN feedback_case f ON f.shop_id = $1 AND f.campaign_id = r.campaign_id AND f.recipient_seq = r.seq AND f.exclusion_key IS NULL
       WHERE r.shop_id = $1 AND r.contact_id = $3
     ) theirs WHERE id < $4 ORDER BY id DESC LIMIT ${PAGE + 1}`,
    [shopId, contact.exclusionKey && Buffer.from(contact.exclusionKey), contact.id, before ?? 2_147_483_647],
  );
  const cases = rows.slice(0, PAGE);
  return { cases, older: rows.length > PAGE ? String(cases.at(-1)?.id) : null };
}
