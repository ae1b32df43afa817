import { pool } from "~/db/client";
import { findRecipient, readTarget } from "~/services/exclusions/linkTarget";
import { readCampaignMails, wentOut } from "./readMails";

/** A marketing email that went to a mailbox, as its reader is told of it. */
export interface MailToReader {
  readonly subject: string;
  readonly purpose: string;
  readonly at: Date | null;
  /** Why they got it, in the words of the mail. */
  readonly why: string;
}

export interface MailsToReader {
  readonly timezone: string;
  /** Newest first; the last hundred. */
  readonly mails: readonly MailToReader[];
}

const MOST = 100;

/**
 * The marketing emails that went to the mailbox that a mail's link was made for, with why (P8; UK GDPR Art 15): nothing that did not arrive there already. `undefined` for the link of a test mail, which stands for nobody. Throws
 * `Problem("link_invalid")`.
 */
export async function readMailsByLink(shopId: number, token: string): Promise<MailsToReader | undefined> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return undefined;
  const { key } = await findRecipient(target);
  const { rows } = await pool().query<{ timezone: string }>("SELECT timezone FROM shop WHERE id = $1", [shopId]);
  const timezone = rows[0]?.timezone ?? "UTC";
  const mails = await readCampaignMails(pool(), shopId, key, timezone);
  return {
    timezone,
    mails: mails
      .flatMap(({ subject, purpose, at, why, ...mail }) =>
        wentOut(mail) && why !== null ? [{ subject, purpose, at, why }] : [],
      )
      .reverse()
      .slice(0, MOST),
  };
}
