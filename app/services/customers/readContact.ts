import type { BatchState, Contact, ExclusionSource } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { Problem } from "~/lib/errors";
import type { ConsentEventKind } from "~/policy/consentStanding";
import type { Decision } from "~/policy/decide";
import type { Evidence } from "~/policy/legalForm";
import type { Basis } from "~/policy/reasons";
import { judgeClass } from "~/services/campaigns/judge";
import { loadShopState } from "~/services/shops/setUp";

/** Something that happened to a contact, for its timeline. */
export type TimelineEntry =
  | { readonly kind: "relation"; readonly at: Date }
  | {
      readonly kind: "consent";
      readonly at: Date;
      readonly event: ConsentEventKind;
      readonly wording: string | null;
      readonly surface: string | null;
    }
  | {
      readonly kind: "exclusion";
      readonly at: Date;
      readonly source: ExclusionSource;
      readonly actor: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: "mail";
      readonly at: Date;
      readonly campaignId: number;
      readonly campaignName: string;
      readonly basis: Basis;
      readonly outcome: BatchState | "withheld" | "refused_address";
    };

export interface ContactDetail {
  readonly contact: Contact;
  readonly evidence: readonly Evidence[];
  readonly decision: Decision;
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** One contact with "may we mail, and why" as it is now, its evidence and its history. Throws `Problem("not_found")`. */
export async function readContact(shopId: number, id: string, at: Date): Promise<ContactDetail> {
  const contact = /^\d{1,18}$/.test(id)
    ? await prisma().contact.findUnique({ where: { shopId_id: { shopId, id: BigInt(id) } } })
    : null;
  if (!contact) throw new Problem("not_found");
  const [{ facts }, { rows }, consents, exclusions, mails] = await Promise.all([
    loadShopState(shopId, at),
    pool().query<{ class: string }>(
      `SELECT ${FACT_CLASS} AS class FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.id = $2`,
      [shopId, id],
    ),
    contact.consentKey
      ? prisma().consentEvent.findMany({
          where: { shopId, consentKey: contact.consentKey },
          orderBy: { id: "desc" },
          take: 100,
        })
      : [],
    contact.exclusionKey
      ? prisma().exclusionEvent.findMany({
          where: { shopId, key: contact.exclusionKey },
          orderBy: { id: "desc" },
          take: 100,
        })
      : [],
    readMails(shopId, id),
  ]);
  const timeline: TimelineEntry[] = [
    ...(contact.relationSince ? [{ kind: "relation" as const, at: contact.relationSince }] : []),
    ...consents.map((event) => ({
      kind: "consent" as const,
      at: event.at,
      event: event.kind,
      wording: event.wording,
      surface: event.surface,
    })),
    ...exclusions.map(({ at: when, source, actor, note }) => ({
      kind: "exclusion" as const,
      at: when,
      source,
      actor,
      note,
    })),
    ...mails,
  ];
  return {
    contact,
    evidence: contact.evidence as unknown as Evidence[],
    decision: judgeClass({ name: rows[0]?.class ?? "" }, facts),
    timeline: timeline.sort((a, b) => b.at.getTime() - a.at.getTime()),
  };
}

async function readMails(shopId: number, contactId: string): Promise<TimelineEntry[]> {
  const { rows } = await pool().query<{
    at: Date;
    campaignId: number;
    campaignName: string;
    basis: Basis;
    outcome: BatchState | "withheld" | "refused_address";
  }>(
    `SELECT coalesce(b.attempted_at, k.started_at) AS at, k.id AS "campaignId", k.name AS "campaignName", r.basis,
            CASE WHEN r.withheld <> '{}' THEN 'withheld' WHEN r.refusal IS NOT NULL THEN 'refused_address' ELSE b.state::text END AS outcome
     FROM recipient r
     JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND r.seq BETWEEN b.first_seq AND b.last_seq
     WHERE r.shop_id = $1 AND r.contact_id = $2 AND r.basis IS NOT NULL ORDER BY k.id DESC LIMIT 100`,
    [shopId, contactId],
  );
  return rows.map((row) => ({ kind: "mail" as const, ...row }));
}
