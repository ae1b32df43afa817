import { pool } from "~/db/client";

/** How long it is remembered that a mail came in, to know it again: SendGrid tries for three days. */
export const MAIL_DAYS = 30;

/** Forgets the hashes of mails that came in more than a month ago, in every shop. */
export async function forgetMails(at: Date): Promise<void> {
  await pool().query("DELETE FROM inbound_mail WHERE at < $1", [new Date(at.getTime() - MAIL_DAYS * 86_400_000)]);
}
