import type { RequiredField } from "~/policy/campaignFields";

/** Labels of the compose form, by the names its problems use. */
export const DRAFT_LABELS = {
  name: "Name",
  subject: "Subject",
  preheader: "Preheader",
  body: "The email itself",
  purpose: "Purpose",
  audienceName: "Name of the audience",
  audienceRationale: "Why these people",
  "audienceCriteria.relations": "Relation to you",
  "audienceCriteria.tags": "Tags",
  "audienceCriteria.countries": "Countries",
  "audienceCriteria.orderedWithinMonths": "Ordered in the past months",
  "audienceCriteria.minimumOrders": "Orders at least",
} as const satisfies Readonly<Record<RequiredField, string>> & Readonly<Record<string, string>>;

export type DraftField = keyof typeof DRAFT_LABELS;

/** What each field asks for when it was refused. */
export const DRAFT_ERRORS: Readonly<Record<DraftField, string>> = {
  name: "Give the campaign a name of at most 120 characters",
  subject: "At most 200 characters, on one line",
  preheader: "At most 200 characters, on one line",
  body: "At most 100 blocks, and 150,000 characters in all",
  purpose: "At most 300 characters, on one line",
  audienceName: "At most 120 characters, on one line",
  audienceRationale: "At most 2,000 characters",
  "audienceCriteria.relations": "Choose from the list",
  "audienceCriteria.tags": "At most 50 tags, parted by commas",
  "audienceCriteria.countries": "Two-letter codes parted by commas, such as GB, IE",
  "audienceCriteria.orderedWithinMonths": "A whole number from 1 to 120, or nothing",
  "audienceCriteria.minimumOrders": "A whole number, or nothing",
};
