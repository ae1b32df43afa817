import { pool } from "~/db/client";
import type { Sql } from "~/db/transaction";
import type { LegalForm, ProspectOrigin, Relation } from "~/policy/facts";
import { type Ground, GROUNDS, groundOf, removedWhenPast } from "~/policy/holding";
import type { Evidence } from "~/policy/legalForm";
import { loadShopState } from "~/services/shops/setUp";
import { type ClassRange, countByClass, countGone, EARLIEST, LATEST } from "./classRanges";
import { firstDayOf, oldestMonthWithin } from "./months";
import { readRetentionRule } from "./retentionRule";

/** What the ground of one contact rests on, as far as it is known. */
export interface GroundEvidence {
  readonly ground: Ground;
  readonly legalForm: LegalForm;
  readonly relation: Relation;
  readonly relationSince: Date | null;
  readonly orderCount: number;
  readonly lastOrderAt: Date | null;
  readonly prospectOrigin: ProspectOrigin;
  readonly noticeGivenAt: Date | null;
  /** Since when consent stands as it does. */
  readonly consentSince: Date | null;
  readonly excludedAt: Date | null;
  /** The piece that shows a company, if there is one. */
  readonly companyEvidence: Pick<Evidence, "source" | "detail"> | null;
  /** From when the retention rule removes what is held; null while consent holds it. */
  readonly removedFrom: Date | null;
}

export interface RegisterRow extends GroundEvidence {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
}

export interface RegisterPage {
  readonly rows: readonly RegisterRow[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** The register of legal bases: how many contacts are held on which ground (UK GDPR Art 5(2), Art 30), and how many the retention rule would remove now. */
export interface RegisterSummary {
  readonly byGround: readonly { readonly ground: Ground; readonly contacts: number }[];
  readonly toRemove: number;
  /** Those it would remove besides, who are gone from the store and so in no list. */
  readonly goneToRemove: number;
  readonly months: number;
}

/** Which part of the register to list: one ground, those to be removed now, or everybody. */
export type RegisterPart = Ground | "to_remove" | undefined;

const PAGE = 50;

/** Counts the register by ground. Costs the same at a thousand contacts and at a million. */
export async function readRegister(shopId: number, at: Date): Promise<RegisterSummary> {
  const { classes, months, oldestWithin, assessment } = await readClasses(shopId, at);
  const gone = await countGone(pool(), shopId, oldestWithin);
  const counts = new Map<Ground, number>();
  let toRemove = 0;
  for (const { factClass, within, past } of classes) {
    for (const [withinTime, contacts] of [
      [true, within],
      [false, past],
    ] as const) {
      const ground = groundOf(factClass, { withinTime, assessment });
      counts.set(ground, (counts.get(ground) ?? 0) + contacts);
    }
    if (removedWhenPast(factClass)) toRemove += past;
  }
  return {
    byGround: GROUNDS.map((ground) => ({ ground, contacts: counts.get(ground) ?? 0 })),
    toRemove,
    goneToRemove: gone.reduce((sum, { factClass, past }) => sum + (removedWhenPast(factClass) ? past : 0), 0),
    months,
  };
}

/** One page of the register, those with the oldest relation first. */
export async function listRegister(
  shopId: number,
  part: RegisterPart,
  options: { after?: string; at: Date },
): Promise<RegisterPage> {
  const { classes, oldestWithin, months, assessment } = await readClasses(shopId, options.at);
  const halves = classes.flatMap(({ factClass, within, past }) => [
    ...(past > 0 ? [{ factClass, from: EARLIEST, to: oldestWithin, withinTime: false }] : []),
    ...(within > 0 ? [{ factClass, from: oldestWithin, to: LATEST, withinTime: true }] : []),
  ]);
  const wanted = halves.filter(({ factClass, withinTime }) => {
    if (part === undefined) return true;
    if (part === "to_remove") return !withinTime && removedWhenPast(factClass);
    return groundOf(factClass, { withinTime, assessment }) === part;
  });
  const found = await listRanges(shopId, wanted, options.after);
  const rows = found.slice(0, PAGE).map(({ month, factClass, ...row }) => ({
    ...row,
    ground: groundOf(factClass, { withinTime: month >= oldestWithin, assessment }),
    removedFrom: removedWhenPast(factClass) ? firstDayOf(month + months + 1) : null,
  }));
  const last = found[PAGE - 1];
  return { rows, next: found.length > PAGE && last ? `${last.month}_${last.id}` : null };
}

/** The ground one contact is held on, with its evidence; `undefined` for a contact that is gone or was removed. */
export async function readGround(
  shopId: number,
  contactId: string,
  at: Date,
  db: Sql = pool(),
): Promise<GroundEvidence | undefined> {
  const [{ facts }, { months }] = await Promise.all([loadShopState(shopId, at), readRetentionRule(db, shopId)]);
  const { rows } = await db.query<FoundRow>(
    `SELECT ${ROW} FROM contact c ${EVIDENCE_TABLES} WHERE c.shop_id = $1 AND c.id = $2 AND c.deleted_at IS NULL`,
    [shopId, contactId],
  );
  const [found] = rows;
  if (!found) return undefined;
  const { month, factClass, ...row } = found;
  const withinTime = month >= oldestMonthWithin(at, months);
  return {
    ...row,
    ground: groundOf(factClass, { withinTime, assessment: facts.assessment }),
    removedFrom: removedWhenPast(factClass) ? firstDayOf(month + months + 1) : null,
  };
}

async function readClasses(shopId: number, at: Date) {
  const [{ facts }, { months }] = await Promise.all([loadShopState(shopId, at), readRetentionRule(pool(), shopId)]);
  const oldestWithin = oldestMonthWithin(at, months);
  const classes = await countByClass(pool(), shopId, oldestWithin);
  return { classes, months, oldestWithin, assessment: facts.assessment };
}

type FoundRow = Omit<RegisterRow, "ground" | "removedFrom"> & { month: number; factClass: string };

const ROW = `c.id::text AS id, c.name, c.company, c.email, c.fact_class AS "factClass", c.related_month AS month, c.legal_form AS "legalForm", c.relation,
  c.relation_since AS "relationSince", c.order_count AS "orderCount", c.last_order_at AS "lastOrderAt", c.prospect_origin AS "prospectOrigin",
  c.notice_given_at AS "noticeGivenAt", a.since AS "consentSince", x.at AS "excludedAt",
  (SELECT jsonb_build_object('source', e->'source', 'detail', e->'detail') FROM jsonb_array_elements(c.evidence) e WHERE e->>'says' = 'corporate' LIMIT 1) AS "companyEvidence"`;
const EVIDENCE_TABLES = `
  LEFT JOIN address_standing a ON a.shop_id = c.shop_id AND a.consent_key = c.consent_key
  LEFT JOIN exclusion x ON x.shop_id = c.shop_id AND x.key = c.exclusion_key`;

/** A page and one row more of the contacts in the ranges, by month and id. */
async function listRanges(shopId: number, ranges: readonly ClassRange[], after?: string): Promise<FoundRow[]> {
  const [, month, id] = /^(\d{1,9})_(\d{1,18})$/.exec(after ?? "") ?? ["", "-1", "0"];
  // A page from each class by contact_register_idx, and the first of them all: a few milliseconds for a few hundred classes of a million contacts, whichever page.
  const { rows } = await pool().query<FoundRow>(
    `WITH page AS (
       SELECT found.id, found.related_month FROM unnest($2::text[], $3::int[], $4::int[]) AS wanted (fact_class, first, last)
       CROSS JOIN LATERAL (
         SELECT c.id, c.related_month FROM contact c
         WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.fact_class = wanted.fact_class AND c.related_month >= wanted.first AND c.related_month < wanted.last
           AND (c.related_month, c.id) > ($5::int, $6::bigint)
         ORDER BY c.related_month, c.id LIMIT ${PAGE + 1}
       ) found ORDER BY found.related_month, found.id LIMIT ${PAGE + 1}
     )
     SELECT ${ROW} FROM page JOIN contact c ON c.shop_id = $1 AND c.id = page.id ${EVIDENCE_TABLES} ORDER BY c.related_month, c.id`,
    [
      shopId,
      ranges.map(({ factClass }) => factClass),
      ranges.map(({ from }) => from),
      ranges.map(({ to }) => to),
      month,
      id,
    ],
  );
  return rows;
}
