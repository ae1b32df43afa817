import { pool } from "~/db/client";

/** Longer than any statement runs that writes contacts or stores an audience. */
const SETTLED_MS = 86_400_000;

/** Every night: forgets the former mailboxes by which no recipient can be found, in every shop (UK GDPR Art 5(1)(e)). Young ones stay: an audience may be being stored from before the contact left the mailbox. */
export async function forgetFormerMailboxes(at: Date): Promise<void> {
  await pool().query(
    `DELETE FROM former_mailbox f WHERE f.left_at < $1
       AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.shop_id = f.shop_id AND r.contact_id = f.contact_id AND r.exclusion_key = f.exclusion_key)`,
    [new Date(at.getTime() - SETTLED_MS)],
  );
}
