import type { Assessment, Shop, ShopSettings } from "@prisma/client";
import { prisma } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { isReturned, readExclusionReturn, STORE_READ } from "./exclusionReturn";
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

/** As `loadShopState`, by few columns and in one statement: each batch asks it. */
export async function readDecidingState(sql: Sql, shopId: number, at: Date): Promise<DecidingState> {
  const { rows } = await sql.query<DecidingRow>(
    `SELECT t.shop_id IS NOT NULL AS known, t.trading_name AS "tradingName", t.contact_email AS "contactEmail", t.sector, t.registered_name AS "registeredName", t.registered_office AS "registeredOffice",
            t.registered, t.company_number AS "companyNumber", t.place_of_registration AS "placeOfRegistration", t.from_email AS "fromEmail", t.from_name AS "fromName",
            t.sendgrid_verified_at AS "sendgridVerifiedAt", t.sendgrid_key IS NOT NULL AS "sendgridKey", t.cap_mails AS "capMails", t.cap_days AS "capDays",
            a.signed_at AS "signedAt", a.review_at AS "reviewAt", ${STORE_READ} AS "storeRead", r.pull
     FROM (SELECT 1) one LEFT JOIN shop_settings t ON t.shop_id = $1 LEFT JOIN exclusion_return r ON r.shop_id = $1
       LEFT JOIN LATERAL (SELECT signed_at, review_at FROM assessment WHERE shop_id = $1 ORDER BY version DESC LIMIT 1) a ON true`,
    [shopId],
  );
  const [row] = rows;
  if (!row) throw new Error("a query for one row gave none");
  const settings = row.known ? row : null;
  const { signedAt, reviewAt } = row;
  const assessment = signedAt && reviewAt ? { signedAt, reviewAt } : null;
  return {
    settings,
    facts: { setUp: setUpState(settings, isReturned(row)), assessment: assessmentState(assessment, at) },
  };
}

type DecidingRow = SetUpFields &
  Pick<ShopSettings, "capMails" | "capDays"> & {
    readonly known: boolean;
    readonly signedAt: Date | null;
    readonly reviewAt: Date | null;
    readonly storeRead: boolean;
    readonly pull: string | null;
  };

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
