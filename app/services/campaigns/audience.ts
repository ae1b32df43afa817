import { z } from "zod";
import { countryCode, isCountry } from "~/policy/countryCode";
import { LEGAL_FORMS, RELATIONS } from "~/policy/facts";

const strings = z.array(z.string().trim().min(1).max(255)).max(50).default([]);
const ids = z.array(z.number().int().min(1).max(2_147_483_647)).max(50).default([]);
/** The store's own numbers of its objects. */
const storeNumbers = z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).max(50).default([]);
const months = z.number().int().min(1).max(120).nullable().default(null);
const orders = z.number().int().min(0).max(1_000_000);
const money = z.number().min(0).max(1e12).multipleOf(0.01).nullable().default(null);

/**
 * Criteria of an audience (P5: targeted, never random). An empty list and an empty number are no restriction; all that are given must be met. Each is about what somebody is or did: there is none by which to draw lots, to take the first so many
 * or to divide people by a number, and a name that is not here is refused.
 */
export const audienceCriteria = z.strictObject({
  /** As the evidence has it now; any of these. */
  legalForms: z.array(z.enum(LEGAL_FORMS)).max(3).default([]),
  relations: z.array(z.enum(RELATIONS)).max(3).default([]),
  /** Of a prospect, as its list gave it; any of these, in whatever case. */
  sectors: strings,
  /** Any of these tags, all of these, none of these, in whatever case, as the store compares them. */
  tags: strings,
  tagsAll: strings,
  tagsNone: strings,
  /** Names of companies, any of these: in whatever case, and with or without Ltd and the like. */
  companies: strings,
  /** ISO 3166 codes, any of these; UK is GB. */
  countries: z
    .array(
      z
        .string()
        .regex(/^[A-Z]{2}$/)
        .transform(countryCode),
    )
    .max(50)
    .default([]),
  /** Last order in the past so many months, or longer ago than so many. Who never ordered is in neither. */
  orderedWithinMonths: months,
  notOrderedWithinMonths: months,
  minimumOrders: orders.default(0),
  maximumOrders: orders.nullable().default(null),
  /** Spent in all, in the shop's currency. Whoever the store has not told of is in neither. */
  spentAtLeast: money,
  spentAtMost: money,
  /** Bought one of these products, and one in any of these collections as those are now (one product may be both), as far as orders are known; with days, in the past so many, and without either, anything then. */
  boughtProducts: storeNumbers,
  boughtCollections: storeNumbers,
  boughtWithinDays: z.number().int().min(1).max(730).nullable().default(null),
  /** Segments of the store that they were in when those were last taken, any of these. */
  segments: storeNumbers,
  /** Lists of prospects they came from, any of these. */
  lists: ids,
  /** Campaigns: was mailed one of these; was mailed none of those. */
  gotCampaigns: ids,
  notGotCampaigns: ids,
});
export type AudienceCriteria = z.output<typeof audienceCriteria>;

/** The same as staff give them: a code that no country has would leave everybody out unseen. What was stored before that was asked is still read. */
export const givenCriteria = audienceCriteria.refine(({ countries }) => countries.every(isCountry), {
  path: ["countries"],
});
