import type { Sql } from "~/db/transaction";
import { mailedTo } from "~/db/mailedTo";
import { HANDED_OVER, MAIL_OUTCOME } from "~/db/mailOutcome";
import { whyThisMail } from "~/email/whyThisMail";
import { factsOfClass, type StoredFacts } from "~/policy/factClass";
import type { Relation } from "~/policy/facts";
import { withFallbacks } from "~/policy/mergeFields";
import type { Basis, Reason } from "~/policy/reasons";
import type { MailOutcome } from "~/services/customers/readContactMails";

/** A campaign that was to go to the person's mailbox: what became of it, and what that rested on. */
export interface PackCampaignMail {
  readonly campaignId: number;
  readonly campaign: string;
  /** With the fallbacks of its merge fields: what stood there of the person is not kept. */
  readonly subject: string;
  readonly purpose: string;
  /** When it was handed over, or else decided. */
  readonly at: Date | null;
  readonly outcome: MailOutcome;
  readonly basis: Basis | null;
  readonly basisSince: Date | null;
  /** Why it was not sent, when decided and at hand-over. */
  readonly reasons: readonly Reason[];
  readonly withheld: readonly Reason[];
  readonly policyVersion: number;
  /** The facts it was decided on; null for campaigns from before these were kept. */
  readonly facts: StoredFacts | null;
  /** The sentence of the mail that says why they receive it; null when nothing went. */
  readonly why: string | null;
}

/** A mail without marketing that asked to confirm. */
export interface PackVerificationMail {
  readonly requestId: string;
  readonly at: Date | null;
  readonly outcome: "queued" | "sending" | "accepted" | "refused" | "unknown";
}

/** Outcomes of mails that went, or may have gone. */
const WENT: readonly MailOutcome[] = ["accepted", "sending", "unknown", "reported"];
export const wentOut = ({ outcome }: Pick<PackCampaignMail, "outcome">): boolean => WENT.includes(outcome);

interface CampaignRow extends Omit<PackCampaignMail, "facts" | "why"> {
  readonly relation: Relation;
  readonly factClass: string | null;
}

/** Reads what every campaign decided about a mailbox, in any spelling that reaches it, oldest first (P8, P12). Through whichever contact it went: it is what arrived there. */
export async function readCampaignMails(
  sql: Sql,
  shopId: number,
  exclusionKey: Buffer,
  timezone: string,
): Promise<PackCampaignMail[]> {
  const { rows } = await sql.query<CampaignRow>(
    `SELECT k.id AS "campaignId", k.name AS campaign, k.subject, k.purpose, coalesce(b.attempted_at, k.audience_built_at, k.started_at) AS at, r.basis, r.basis_since AS "basisSince", r.relation,
            r.reasons, r.withheld, r.policy_version AS "policyVersion", r.fact_class AS "factClass",
            ${MAIL_OUTCOME} AS outcome
     FROM recipient r
     JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND r.basis IS NOT NULL
     WHERE r.shop_id = $1 AND ${mailedTo("r", "$1", "ARRAY[$2::bytea]")} ORDER BY r.campaign_id, r.seq`,
    [shopId, exclusionKey],
  );
  return rows.map(({ relation, factClass, ...mail }) => ({
    ...mail,
    subject: withFallbacks(mail.subject),
    facts: factClass === null ? null : factsOfClass(factClass),
    why:
      mail.basis && wentOut(mail)
        ? whyThisMail({ basis: mail.basis, relation, since: mail.basisSince, timezone })
        : null,
  }));
}

/** How many mails went through a contact to another mailbox than this: whoever reads there may be somebody else, so they are counted and not shown. */
export async function countElsewhere(
  sql: Sql,
  shopId: number,
  contactId: string,
  exclusionKey: Buffer,
): Promise<number> {
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM recipient r JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND ${HANDED_OVER}
     WHERE r.shop_id = $1 AND r.contact_id = $2 AND r.exclusion_key <> $3`,
    [shopId, contactId, exclusionKey],
  );
  return rows[0]?.n ?? 0;
}

/** Reads the verification mails of requests that were made with exactly this address, oldest first. */
export async function readVerificationMails(
  sql: Sql,
  shopId: number,
  consentKey: Buffer,
): Promise<PackVerificationMail[]> {
  const { rows } = await sql.query<PackVerificationMail>(
    `SELECT m.request_id::text AS "requestId", m.attempted_at AS at, m.state AS outcome
     FROM single_mail m JOIN consent_request q ON q.shop_id = m.shop_id AND q.id = m.request_id
     WHERE m.shop_id = $1 AND m.kind = 'verification' AND q.consent_key = $2 ORDER BY m.id`,
    [shopId, consentKey],
  );
  return rows;
}
