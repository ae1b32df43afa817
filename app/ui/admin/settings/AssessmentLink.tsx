import { Layout } from "@shopify/polaris";
import type { AssessmentStanding } from "~/services/shops/readAssessment";
import { StandingBanner } from "../assessment/StandingBanner";

interface Props {
  readonly standing: AssessmentStanding;
  readonly reviewAt: Date | null;
}

/** Where the assessment stands, with the way to its own page. */
export function AssessmentLink({ standing, reviewAt }: Props) {
  return (
    <Layout.AnnotatedSection
      id="assessment"
      title="Legitimate-interests assessment"
      description="Companies may be mailed without consent only while a signed assessment is on file and in date."
    >
      <StandingBanner
        standing={standing}
        reviewAt={reviewAt}
        action={{
          content: standing === "missing" ? "Write the assessment" : "Open the assessment",
          url: "/app/assessment",
        }}
      />
    </Layout.AnnotatedSection>
  );
}
