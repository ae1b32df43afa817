import type { Assessment } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { Problem } from "~/lib/errors";
import type { AssessmentDraft } from "./assessment";
import { assessmentState } from "./setUp";

/** From so many days before the review date on, staff are reminded. */
const REMIND_DAYS = 30;
const DAY_MS = 86_400_000;

/** Where the assessment stands: `due` is in date still, with its review at most 30 days off. */
export type AssessmentStanding = "missing" | "current" | "due" | "expired";

/** A signed version without its text. */
export interface AssessmentVersion {
  readonly version: number;
  readonly signedBy: string;
  /** The member of staff who was logged in; empty for versions older than this record. */
  readonly recordedBy: string;
  readonly signedAt: Date;
  readonly reviewAt: Date;
}

/** What the page of the assessment shows. */
export interface AssessmentPage {
  readonly standing: AssessmentStanding;
  /** Newest first. */
  readonly versions: readonly AssessmentVersion[];
  /** What the editor begins with: the draft, else the newest version, else nothing. */
  readonly text: AssessmentDraft;
  /** Null when nothing is waiting to be signed. */
  readonly draft: { readonly savedAt: Date; readonly savedBy: string } | null;
}

/** Where the newest version stands at a moment. */
export function assessmentStanding(
  assessment: Pick<Assessment, "signedAt" | "reviewAt"> | null,
  at: Date,
): AssessmentStanding {
  const state = assessmentState(assessment, at);
  if (state !== "current" || !assessment) return state;
  return assessment.reviewAt.getTime() - at.getTime() <= REMIND_DAYS * DAY_MS ? "due" : "current";
}

/** Reads the assessment's page: state, history and the text to go on with. */
export async function readAssessmentPage(shopId: number, at: Date): Promise<AssessmentPage> {
  const [versions, drafts, newest] = await Promise.all([
    pool().query<AssessmentVersion>(
      `SELECT version, signed_by AS "signedBy", recorded_by AS "recordedBy", signed_at AS "signedAt", review_at AS "reviewAt"
       FROM assessment WHERE shop_id = $1 ORDER BY version DESC`,
      [shopId],
    ),
    pool().query<AssessmentDraft & { savedAt: Date; savedBy: string }>(
      `SELECT purpose, necessity, balancing, saved_at AS "savedAt", saved_by AS "savedBy" FROM assessment_draft WHERE shop_id = $1`,
      [shopId],
    ),
    prisma().assessment.findFirst({ where: { shopId }, orderBy: { version: "desc" } }),
  ]);
  const [draft] = drafts.rows;
  const { purpose = "", necessity = "", balancing = "" } = draft ?? newest ?? {};
  return {
    standing: assessmentStanding(newest, at),
    versions: versions.rows,
    text: { purpose, necessity, balancing },
    draft: draft ? { savedAt: draft.savedAt, savedBy: draft.savedBy } : null,
  };
}

/** A signed version with its text, and who signed for which business: all that its printed page needs. */
export interface SignedAssessment extends AssessmentVersion, AssessmentDraft {
  readonly business: {
    readonly tradingName: string;
    readonly registeredName: string;
    readonly companyNumber: string;
    readonly placeOfRegistration: string;
    readonly registeredOffice: string;
    readonly shopDomain: string;
  };
  /** The newest version; an older one counts no more. */
  readonly newest: number;
}

/** Reads one signed version. Throws `Problem("not_found")`. */
export async function readSignedAssessment(shopId: number, version: number): Promise<SignedAssessment> {
  if (!Number.isInteger(version) || version < 1 || version > 2_147_483_647) throw new Problem("not_found");
  const [{ rows }, shop, settings] = await Promise.all([
    pool().query<AssessmentVersion & AssessmentDraft & { newest: number }>(
      `SELECT version, purpose, necessity, balancing, signed_by AS "signedBy", recorded_by AS "recordedBy", signed_at AS "signedAt", review_at AS "reviewAt",
              (SELECT max(version) FROM assessment WHERE shop_id = $1) AS newest
       FROM assessment WHERE shop_id = $1 AND version = $2`,
      [shopId, version],
    ),
    prisma().shop.findUnique({ where: { id: shopId } }),
    prisma().shopSettings.findUnique({ where: { shopId } }),
  ]);
  const [signed] = rows;
  if (!signed || !shop) throw new Problem("not_found");
  return {
    ...signed,
    business: {
      tradingName: settings?.tradingName || shop.name,
      registeredName: settings?.registeredName ?? "",
      companyNumber: settings?.registered ? settings.companyNumber : "",
      placeOfRegistration: settings?.registered ? settings.placeOfRegistration : "",
      registeredOffice: settings?.registeredOffice ?? "",
      shopDomain: shop.domain,
    },
  };
}
