import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import { readTarget } from "~/services/exclusions/linkTarget";
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
  const { rows } = await pool().query<{ key: Buffer | null; timezone: string }>(
    "SELECT r.exclusion_key AS key, s.timezone FROM recipient r JOIN shop s ON s.id = r.shop_id WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.seq = $3",
    [shopId, target.campaignId, target.recipientSeq],
  );
  const [reader] = rows;
  if (!reader?.key) throw new Problem("link_invalid");
  const mails = await readCampaignMails(pool(), shopId, reader.key, reader.timezone);
  return {
    timezone: reader.timezone,
    mails: mails
      .flatMap(({ subject, purpose, at, why, ...mail }) =>
        wentOut(mail) && why !== null ? [{ subject, purpose, at, why }] : [],
      )
      .reverse()
      .slice(0, MOST),
  };
}
