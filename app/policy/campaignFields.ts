import { isEmptyMail, type MailBlock } from "./mailBlocks";

/** What a campaign must have before it may be sent (P5: purpose, named audience, rationale). */
export const REQUIRED_FIELDS = ["subject", "body", "purpose", "audienceName", "audienceRationale"] as const;
export type RequiredField = (typeof REQUIRED_FIELDS)[number];

/** The required fields of a campaign, as they are written now. */
export type RequiredValues = Readonly<Record<Exclude<RequiredField, "body">, string>> & {
  readonly body: readonly MailBlock[];
};

/** Fields that are still missing before the campaign may be sent. */
export function missingFields(campaign: RequiredValues): RequiredField[] {
  return REQUIRED_FIELDS.filter((field) =>
    field === "body" ? isEmptyMail(campaign.body) : campaign[field].trim() === "",
  );
}
