import type { Shop } from "@prisma/client";
import type { CampaignMail } from "~/email/campaignMail";
import { fillKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { substitutionsFor } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { LINK_TOKEN_LETTERS } from "~/lib/linkToken";
import { RETENTION_MONTHS } from "~/policy/holding";
import { recipientLinks } from "~/policy/publicPages";

// What takes most bytes: a quotation mark once it is escaped in HTML, a letter of three bytes where nothing is escaped. Both are longer than what is kept of them.
const LONGEST_NAME = '"'.repeat(300);
const LONGEST_SOURCE = "€".repeat(300);
const LONGEST_DAY = new Date("2026-09-28T12:00:00Z");

/** Bytes of a mail's HTML in the largest copy that somebody may get: with the longest reason and notice, links and names. Gmail cuts off what arrives, not what was written once for all. */
export function largestCopyBytes(
  { html, merge }: Pick<CampaignMail, "html" | "merge">,
  { storefrontUrl, timezone }: Pick<Shop, "storefrontUrl" | "timezone">,
): number {
  const token = "x".repeat(LINK_TOKEN_LETTERS);
  const values = {
    ...substitutionsFor({
      why: whyThisMail({
        basis: "legitimate_interest",
        relation: "prospect",
        since: LONGEST_DAY,
        timezone,
        notice: { source: LONGEST_SOURCE, obtainedAt: LONGEST_DAY, keptMonths: RETENTION_MONTHS.max },
      }),
      ...recipientLinks(storefrontUrl, token),
    }),
    ...mergeSubstitutions(merge, { name: LONGEST_NAME, company: LONGEST_NAME }),
  };
  return Buffer.byteLength(fillKeys(html, values));
}
