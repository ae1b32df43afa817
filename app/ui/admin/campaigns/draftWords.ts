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

/** The fields that the form shows itself: the blocks have an editor of their own, and the audience says why. */
export type FormField = Exclude<DraftField, "body" | "audienceRationale">;

/** What each field asks for when it was refused. */
export const DRAFT_ERRORS: Readonly<Record<FormField, string>> = {
  name: "Give the campaign a name of at most 120 characters, on one line",
  subject: "At most 200 characters, on one line",
  preheader: "At most 200 characters, on one line",
  purpose: "At most 300 characters, on one line",
  utmSource: `${MARK_ERROR}; not empty where links are marked`,
  utmMedium: `${MARK_ERROR}; not empty where links are marked`,
  utmCampaign: MARK_ERROR,
  audienceId: "Choose an audience from the list",
};
