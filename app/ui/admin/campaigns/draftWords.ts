import type { RequiredField } from "~/policy/campaignFields";

/** Labels of the compose form, by the names its problems use. */
export const DRAFT_LABELS = {
  name: "Name",
  subject: "Subject",
  preheader: "Preheader",
  body: "The email itself",
  purpose: "Purpose",
  utmSource: "Source (utm_source)",
  utmMedium: "Medium (utm_medium)",
  utmCampaign: "Campaign (utm_campaign)",
  audienceId: "Audience",
  audienceRationale: "Why these people, in the audience",
} as const satisfies Readonly<Record<RequiredField, string>> & Readonly<Record<string, string>>;

export type DraftField = keyof typeof DRAFT_LABELS;

const MARK_ERROR = "Lower-case letters, digits, dots, hyphens and underscores, at most 80";

/** What each field asks for when it was refused. */
export const DRAFT_ERRORS: Readonly<Record<DraftField, string>> = {
  name: "Give the campaign a name of at most 120 characters",
  subject: "At most 200 characters, on one line",
  preheader: "At most 200 characters, on one line",
  body: "At most 100 blocks, and 150,000 characters in all",
  purpose: "At most 300 characters, on one line",
  utmSource: MARK_ERROR,
  utmMedium: MARK_ERROR,
  utmCampaign: MARK_ERROR,
  audienceId: "Choose an audience from the list",
  audienceRationale: "Say in the audience why these people",
};
