import type { BatchState } from "@prisma/client";
import { pool } from "~/db/client";
import { MAIL_OUTCOME } from "~/db/mailOutcome";
import type { Basis, Reason } from "~/policy/reasons";

/** What became of a contact in one campaign. */
export type MailOutcome = BatchState | "reported" | "withheld" | "refused_address" | "never_sent" | "left_out";

/** A campaign that a contact was in the audience of, with the decision as it was made and the facts it was made on. */
export interface ContactMail {
  readonly campaignId: number;
  readonly campaignName: string;
  /** When it was handed over, or else decided. */
  readonly at: Date | null;
  readonly outcome: MailOutcome;
  /** Null when left out. */
  readonly basis: Basis | null;
  readonly basisSince: Date | null;
  /** Why they were left out: the deciding reason first. */
  readonly reasons: readonly Reason[];
  /** Why they were left out when decided again at hand-over. */
  readonly withheld: readonly Reason[];
  readonly policyVersion: number;
  /** Null for campaigns from before this was kept. */
  readonly factClass: string | null;
  readonly carriesNotice: boolean;
}

/** A page of them, newest campaign first. */
export interface ContactMails {
  readonly mails: readonly ContactMail[];
  /** Hand back as `before` for older ones; null on the last page. */
  readonly older: string | null;
}

const PAGE = 20;

/** Reads a page of what campaigns decided about a contact, sent and left out alike (P8, P12). `before`: the number of the oldest campaign shown so far. */
export async function readContactMails(shopId: number, contactId: string, before?: number): Promise<ContactMails> {
  const { rows } = await pool().query<ContactMail>(
    `SELECT k.id AS "campaignId", k.name AS "campaignName", coalesce(b.attempted_at, k.audience_built_at, k.started_at) AS at, r.basis, r.basis_since AS "basisSince",
            r.reasons, r.withheld, r.policy_version AS "policyVersion", r.fact_class AS "factClass", r.carries_notice AS "carriesNotice",
            ${MAIL_OUTCOME} AS outcome
     FROM recipient r
     JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND r.basis IS NOT NULL
     WHERE r.shop_id = $1 AND r.contact_id = $2 AND r.campaign_id < $3 ORDER BY r.campaign_id DESC LIMIT ${PAGE + 1}`,
    [shopId, contactId, before ?? 2_147_483_647],
  );
  const mails = rows.slice(0, PAGE);
  return { mails, older: rows.length > PAGE ? String(mails.at(-1)?.campaignId) : null };
}
