import { isEmptyMail, type MailBlock } from "./mailBlocks";

/** What a campaign must have before it may be sent (P5: purpose, named audience, rationale). */
const REQUIRED_FIELDS = ["subject", "body", "purpose", "audienceId", "audienceRationale"] as const;
export type RequiredField = (typeof REQUIRED_FIELDS)[number];

/** The required fields of a campaign, as they are written now. */
export interface RequiredValues {
  readonly subject: string;
  readonly body: readonly MailBlock[];
  readonly purpose: string;
  readonly audienceId: number | null;
  /** Why these people, as the audience says it. */
  readonly audienceRationale: string;
}

/** Fields that are still missing before the campaign may be sent. */
export function missingFields(campaign: RequiredValues): RequiredField[] {
  return REQUIRED_FIELDS.filter((field) => {
    switch (field) {
      case "body":
        return isEmptyMail(campaign.body);
      case "audienceId":
        return campaign.audienceId === null;
      case "audienceRationale":
        // Of an audience that is not chosen, nothing else is missing.
        return campaign.audienceId !== null && campaign.audienceRationale.trim() === "";
      default:
        return campaign[field].trim() === "";
    }
  });
}
