import type { AssessmentStanding } from "~/services/shops/readAssessment";

interface StandingWords {
  readonly label: string;
  readonly tone: "success" | "warning" | "critical";
  /** As a sentence; `by` is the review date. */
  readonly explained: (by: string) => string;
}

/** Where the assessment stands, as a label and as a sentence. */
export const STANDING_WORDS: Readonly<Record<AssessmentStanding, StandingWords>> = {
  missing: {
    label: "No assessment on file",
    tone: "warning",
    explained: () => "Until one is signed, only people with confirmed consent are mailed.",
  },
  current: {
    label: "The assessment is in date",
    tone: "success",
    explained: (by) => `Review it by ${by}.`,
  },
  due: {
    label: "The assessment is due for review soon",
    tone: "warning",
    explained: (by) =>
      `From ${by} it no longer counts, and companies are then mailed only with their consent. Read it again, change what has changed, and sign a new version before.`,
  },
  expired: {
    label: "The review date has passed",
    tone: "critical",
    explained: (by) =>
      `It was due for review on ${by}. Nobody is mailed on legitimate interest until you have read it again and signed a new version.`,
  },
};
