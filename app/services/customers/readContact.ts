import type { Contact } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { Problem } from "~/lib/errors";
import type { Decision } from "~/policy/decide";
import type { Evidence } from "~/policy/legalForm";
import { judgeClass } from "~/services/campaigns/judge";
import { readProvenance, type Provenance } from "~/services/prospects/readProvenance";
import { readGround, type GroundEvidence } from "~/services/register/readRegister";
import { loadShopState } from "~/services/shops/setUp";
import { readConsentTimeline, type ConsentTimeline } from "./readConsentTimeline";
import { readContactExclusion, type ContactExclusion } from "./readContactExclusion";
import { readContactFeedback, type ContactFeedback } from "./readContactFeedback";
import { readContactMails, type ContactMails } from "./readContactMails";

/** A B2B company that a contact acts for. */
export interface ContactCompany {
  readonly name: string;
  readonly customerSince: Date | null;
  readonly orderCount: number;
  readonly companyNumber: string | null;
}

/** All that the page of a contact shows. */
export interface ContactDetail {
  readonly contact: Contact;
  readonly companies: readonly ContactCompany[];
  readonly evidence: readonly Evidence[];
  /** Null for a contact that was never on a list. */
  readonly provenance: Provenance | null;
  /** As it is now; each mail has the decision as it was. */
  readonly decision: Decision;
  /** Null for a contact that is gone or was removed. */
  readonly ground: GroundEvidence | null;
  readonly consent: ConsentTimeline;
  readonly exclusion: ContactExclusion | null;
  readonly mails: ContactMails;
  readonly feedback: ContactFeedback;
}

/** Where the pages of the contact's history begin; from the newest when absent. */
export interface HistoryPages {
  readonly consentBefore?: string | undefined;
  readonly mailsBefore?: string | undefined;
  readonly feedbackBefore?: string | undefined;
}

const COMPANIES_SHOWN = 50;

/** One contact with "may we mail, and why" as it is now, why it is held, its evidence and its history. Throws `Problem("not_found")`. */
export async function readContact(
  shopId: number,
  id: string,
  at: Date,
  pages: HistoryPages = {},
): Promise<ContactDetail> {
  const contact = /^\d{1,18}$/.test(id)
    ? await prisma().contact.findUnique({ where: { shopId_id: { shopId, id: BigInt(id) } } })
    : null;
  if (!contact) throw new Problem("not_found");
  const consentBefore = numberIn(pages.consentBefore, 18);
  const mailsBefore = numberIn(pages.mailsBefore, 9);
  const feedbackBefore = numberIn(pages.feedbackBefore, 9);
  const [{ facts }, { rows }, companies, provenance, ground, consent, exclusion, mails, feedback] = await Promise.all([
    loadShopState(shopId, at),
    pool().query<{ class: string }>(
      `SELECT ${FACT_CLASS} AS class FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.id = $2`,
      [shopId, id],
    ),
    readCompanies(shopId, contact.shopifyId),
    readProvenance(shopId, id),
    readGround(shopId, id, at),
    readConsentTimeline(shopId, contact.consentKey, consentBefore),
    readContactExclusion(shopId, contact.exclusionKey, contact.email),
    readContactMails(shopId, id, mailsBefore === undefined ? undefined : Number(mailsBefore)),
    readContactFeedback(shopId, contact, feedbackBefore === undefined ? undefined : Number(feedbackBefore)),
  ]);
  return {
    contact,
    companies,
    evidence: contact.evidence as unknown as Evidence[],
    provenance,
    decision: judgeClass({ name: rows[0]?.class ?? "" }, facts),
    ground: ground ?? null,
    consent,
    exclusion,
    mails,
    feedback,
  };
}

async function readCompanies(shopId: number, customerId: bigint | null): Promise<ContactCompany[]> {
  if (customerId === null) return [];
  const { rows } = await pool().query<ContactCompany>(
    `SELECT o.name, o.customer_since AS "customerSince", o.order_count AS "orderCount", o.company_number AS "companyNumber"
     FROM company_contact l JOIN company o ON o.shop_id = l.shop_id AND o.shopify_id = l.company_id
     WHERE l.shop_id = $1 AND l.customer_id = $2 AND o.deleted_at IS NULL ORDER BY o.name, o.shopify_id LIMIT ${COMPANIES_SHOWN}`,
    [shopId, customerId],
  );
  return rows;
}

/** A number somebody may have typed into an address; anything else is the first page. */
function numberIn(text: string | undefined, digits: number): bigint | undefined {
  return text !== undefined && text.length <= digits && /^\d+$/.test(text) ? BigInt(text) : undefined;
}
