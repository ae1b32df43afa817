import { Banner } from "@shopify/polaris";
import type { AssessmentStanding } from "~/services/shops/readAssessment";
import { useShopTime } from "../useShopTime";
import { STANDING_WORDS } from "./standingWords";

interface Props {
  readonly standing: AssessmentStanding;
  readonly reviewAt: Date | null;
  /** Where to do something about it, on pages other than the assessment's own. */
  readonly action?: { readonly content: string; readonly url: string };
}

/** Says where the assessment stands and what follows from it. */
export function StandingBanner({ standing, reviewAt, action }: Props) {
  const time = useShopTime();
  const { label, tone, explained } = STANDING_WORDS[standing];
  return (
    <Banner tone={tone} title={label} action={action}>
      <p>{explained(reviewAt ? time.day(reviewAt) : "")}</p>
    </Banner>
  );
}
