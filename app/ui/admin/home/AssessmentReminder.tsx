import type { AssessmentStanding } from "~/services/shops/readAssessment";
import { StandingBanner } from "../assessment/StandingBanner";

interface Props {
  readonly standing: AssessmentStanding;
  readonly reviewAt: Date | null;
}

/** Warns from 30 days before the assessment's review date on. One that is missing is a step of the set-up guide. */
export function AssessmentReminder({ standing, reviewAt }: Props) {
  if (standing !== "due" && standing !== "expired") return null;
  return (
    <StandingBanner
      standing={standing}
      reviewAt={reviewAt}
      action={{ content: "Review the assessment", url: "/app/assessment" }}
    />
  );
}
