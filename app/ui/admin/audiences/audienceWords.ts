import type { Reason } from "~/policy/reasons";

/** Labels of the form of an audience, by the names its problems use. */
export const AUDIENCE_LABELS = {
  name: "Name of the audience",
  rationale: "Why these people",
  "criteria.legalForms": "Legal form",
  "criteria.relations": "Relation to you",
  "criteria.sectors": "Trade of the prospect",
  "criteria.tags": "With any of these tags",
  "criteria.tagsAll": "With all of these tags",
  "criteria.tagsNone": "With none of these tags",
  "criteria.companies": "Companies",
  "criteria.countries": "Countries",
  "criteria.orderedWithinMonths": "Ordered in the past months",
  "criteria.notOrderedWithinMonths": "Last order longer ago than months",
  "criteria.minimumOrders": "Orders at least",
  "criteria.maximumOrders": "Orders at most",
  "criteria.spentAtLeast": "Spent at least",
  "criteria.spentAtMost": "Spent at most",
  "criteria.boughtProducts": "Bought one of these products",
  "criteria.boughtCollections": "Bought from one of these collections",
  "criteria.boughtWithinDays": "Bought in the past days",
  "criteria.segments": "In one of these segments, as last taken",
  "criteria.lists": "From these lists of prospects",
  "criteria.gotCampaigns": "Was mailed one of these campaigns",
  "criteria.notGotCampaigns": "Was mailed none of these campaigns",
} as const;

export type AudienceField = keyof typeof AUDIENCE_LABELS;

const TAGS = "At most 50 tags of 255 characters, parted by commas";
const MONTHS = "A whole number from 1 to 120, or nothing";
const ORDERS = "A whole number, or nothing";
const MONEY = "An amount such as 250 or 99.50, or nothing";
const PICK = "Pick at most 50";
const CHOICE = "Choose at most 50 from the list";

/** What each field asks for when it was refused. */
export const AUDIENCE_ERRORS: Readonly<Record<AudienceField, string>> = {
  name: "Give it a name of at most 120 characters, on one line",
  rationale: "Say why these people, in at most 2,000 characters",
  "criteria.legalForms": CHOICE,
  "criteria.relations": CHOICE,
  "criteria.sectors": "At most 50 trades of 255 characters, one a line",
  "criteria.tags": TAGS,
  "criteria.tagsAll": TAGS,
  "criteria.tagsNone": TAGS,
  "criteria.companies": "At most 50 names of 255 characters, one a line",
  "criteria.countries": "Two-letter codes parted by commas, such as GB, IE",
  "criteria.orderedWithinMonths": MONTHS,
  "criteria.notOrderedWithinMonths": MONTHS,
  "criteria.minimumOrders": ORDERS,
  "criteria.maximumOrders": ORDERS,
  "criteria.spentAtLeast": MONEY,
  "criteria.spentAtMost": MONEY,
  "criteria.boughtProducts": PICK,
  "criteria.boughtCollections": PICK,
  "criteria.boughtWithinDays": "A whole number from 1 to 730, or nothing",
  "criteria.segments": CHOICE,
  "criteria.lists": CHOICE,
  "criteria.gotCampaigns": CHOICE,
  "criteria.notGotCampaigns": CHOICE,
};

/** Where a reason can be mended, or seen person by person. Complete by its type; null where there is nothing to do. */
export const REASON_FIXES: Readonly<Record<Reason, { readonly url: string; readonly label: string } | null>> = {
  excluded: { url: "/app/exclusions", label: "Open the exclusion list" },
  address_unusable: { url: "/app/customers?reason=address_unusable", label: "See these customers" },
  identity_incomplete: { url: "/app/settings", label: "Complete your identity" },
  disclosures_incomplete: { url: "/app/settings", label: "Complete your disclosures" },
  sendgrid_not_ready: { url: "/app/settings", label: "Set up SendGrid" },
  exclusions_returning: { url: "/app/exclusions", label: "See how far it is" },
  duplicate_address: null,
  frequency_cap: { url: "/app/settings#frequency-cap", label: "Change the limit" },
  consent_withdrawn: { url: "/app/customers?reason=consent_withdrawn", label: "See these customers" },
  consent_unconfirmed: { url: "/app/customers?reason=consent_unconfirmed", label: "See these customers" },
  assessment_missing: { url: "/app/assessment", label: "Open the assessment" },
  freemail_address: { url: "/app/customers?reason=freemail_address", label: "See these customers" },
  outside_uk: { url: "/app/customers?reason=outside_uk", label: "See these customers" },
  no_relation: { url: "/app/customers?reason=no_relation", label: "See these customers" },
  prospect_origin_refused: { url: "/app/prospects", label: "Open the lists of prospects" },
  prospect_out_of_sector: { url: "/app/prospects", label: "Open the lists of prospects" },
  individual_without_consent: { url: "/app/customers/ask-consent", label: "Ask somebody for consent" },
  unknown_without_consent: { url: "/app/review", label: "Open the review desk" },
};
