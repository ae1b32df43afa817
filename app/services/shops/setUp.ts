import type { Assessment, Shop, ShopSettings } from "@prisma/client";
import { prisma } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { readExclusionReturn } from "./exclusionReturn";
import type { AssessmentState, SetUpState, ShopFacts } from "~/policy/facts";

/** One thing that must be done before a campaign may be sent. */
export interface SetUpStep {
  readonly id: "sync" | "identity" | "disclosures" | "sendgrid" | "exclusions" | "assessment";
  readonly done: boolean;
}

/** A shop with all that bears on whether it may send. */
export interface ShopState {
  readonly shop: Shop;
  readonly settings: ShopSettings | null;
  readonly assessment: Assessment | null;
  readonly facts: ShopFacts;
}

/** Reads a shop's facts, as the decision needs them. Throws `Problem("not_found")` for a shop that is not installed. */
export async function loadShopState(shopId: number, at: Date): Promise<ShopState> {
  const [shop, settings, assessment, exclusions] = await Promise.all([
    prisma().shop.findUnique({ where: { id: shopId } }),
    prisma().shopSettings.findUnique({ where: { shopId } }),
    prisma().assessment.findFirst({ where: { shopId }, orderBy: { version: "desc" } }),
    readExclusionReturn(shopId),
  ]);
  if (!shop) throw new Problem("not_found");
  return {
    shop,
    settings,
    assessment,
    facts: { setUp: setUpState(settings, exclusions.returned), assessment: assessmentState(assessment, at) },
  };
}

/** What of a shop's settings bears on whether it may send; of the key, only whether there is one. */
type SetUpFields = Pick<
  ShopSettings,
  | "tradingName"
  | "contactEmail"
  | "sector"
  | "registeredName"
  | "registeredOffice"
  | "registered"
  | "companyNumber"
  | "placeOfRegistration"
  | "fromEmail"
  | "fromName"
  | "sendgridVerifiedAt"
> & { readonly sendgridKey: unknown };

/** A shop's facts with its frequency cap: what the decision of a batch needs of it. */
export interface DecidingState {
  readonly facts: ShopFacts;
  readonly settings: Pick<ShopSettings, "capMails" | "capDays"> | null;
}

/** As `loadShopState`, in the caller's transaction and by few columns. */
export async function readDecidingState(tx: Sql, shopId: number, at: Date): Promise<DecidingState> {
  const [{ rows: settingsRows }, { rows: assessments }, exclusions] = await Promise.all([
    tx.query<SetUpFields & Pick<ShopSettings, "capMails" | "capDays">>(
      `SELECT trading_name AS "tradingName", contact_email AS "contactEmail", sector, registered_name AS "registeredName", registered_office AS "registeredOffice", registered, company_number AS "companyNumber",
              place_of_registration AS "placeOfRegistration", from_email AS "fromEmail", from_name AS "fromName", sendgrid_verified_at AS "sendgridVerifiedAt", sendgrid_key IS NOT NULL AS "sendgridKey",
              cap_mails AS "capMails", cap_days AS "capDays"
       FROM shop_settings WHERE shop_id = $1`,
      [shopId],
    ),
    tx.query<Pick<Assessment, "signedAt" | "reviewAt">>(
      `SELECT signed_at AS "signedAt", review_at AS "reviewAt" FROM assessment WHERE shop_id = $1 ORDER BY version DESC LIMIT 1`,
      [shopId],
    ),
    readExclusionReturn(shopId, tx),
  ]);
  const settings = settingsRows[0] ?? null;
  return {
    settings,
    facts: {
      setUp: setUpState(settings, exclusions.returned),
      assessment: assessmentState(assessments[0] ?? null, at),
    },
  };
}

/** The first thing missing before the shop may send any marketing mail (P8: origin; SI 2015/17: disclosures; P12: exclusions). */
function setUpState(settings: SetUpFields | null, exclusionsReturned: boolean): SetUpState {
  if (!settings || !hasIdentity(settings)) return "identity_missing";
  if (!hasDisclosures(settings)) return "disclosures_missing";
  if (!isSenderReady(settings)) return "sendgrid_missing";
  return exclusionsReturned ? "ready" : "exclusions_returning";
}

/** Whether an assessment is on file and in date (P2; UK GDPR Art 6(1)(f)). */
export function assessmentState(
  assessment: Pick<Assessment, "signedAt" | "reviewAt"> | null,
  at: Date,
): AssessmentState {
  if (!assessment) return "missing";
  return assessment.signedAt <= at && at < assessment.reviewAt ? "current" : "expired";
}

/** The set-up guide: what is done and what is still missing, in the order a merchant would do it. */
export async function loadSetUpGuide(shopId: number, at: Date): Promise<SetUpStep[]> {
  const [{ settings, facts }, exclusions] = await Promise.all([loadShopState(shopId, at), readExclusionReturn(shopId)]);
  return [
    { id: "sync", done: exclusions.storeRead },
    { id: "identity", done: settings !== null && hasIdentity(settings) },
    { id: "disclosures", done: settings !== null && hasDisclosures(settings) },
    { id: "sendgrid", done: settings !== null && isSenderReady(settings) },
    { id: "exclusions", done: exclusions.returned },
    { id: "assessment", done: facts.assessment === "current" },
  ];
}

const hasIdentity = (settings: SetUpFields) =>
  Boolean(settings.tradingName && settings.contactEmail && settings.sector);

const hasDisclosures = (settings: SetUpFields) =>
  Boolean(
    settings.registeredName &&
    settings.registeredOffice &&
    (!settings.registered || (settings.companyNumber && settings.placeOfRegistration)),
  );

const isSenderReady = (settings: SetUpFields) =>
  Boolean(settings.sendgridKey && settings.fromEmail && settings.fromName && settings.sendgridVerifiedAt);
