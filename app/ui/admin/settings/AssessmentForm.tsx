import { Banner, FormLayout, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { SettingsSection } from "./SettingsSection";

/** The newest version of the assessment. */
interface StoredAssessment {
  readonly version: number;
  readonly purpose: string;
  readonly necessity: string;
  readonly balancing: string;
  readonly signedBy: string;
  readonly signedAt: Date;
  readonly reviewAt: Date;
}

interface Props {
  readonly stored: StoredAssessment | null;
  readonly expired: boolean;
  /** Review date offered for the next version: `2027-03-03`. */
  readonly nextReview: string;
}

/** The legitimate-interests assessment (P2; UK GDPR Art 6(1)(f)): signing adds a version, and earlier ones stay. */
export function AssessmentForm({ stored, expired, nextReview }: Props) {
  const { values, bind, set } = useFields({
    purpose: stored?.purpose ?? "",
    necessity: stored?.necessity ?? "",
    balancing: stored?.balancing ?? "",
    signedBy: "",
    reviewAt: nextReview,
  });
  // Each version is signed anew.
  const act = useAct({ assessment: "Assessment signed" }, () => set("signedBy", ""));
  const tooShort = "Answer in your own words, with at least 20 characters";
  return (
    <SettingsSection
      id="assessment"
      title="Legitimate-interests assessment"
      description="Companies may be mailed without consent only while a signed assessment is on file and in date. Three questions, answered honestly for your own business. Earlier versions are kept as they were signed."
      act={act}
      saveLabel={stored ? "Sign a new version" : "Sign the assessment"}
      onSave={() => act.submit("assessment", values)}
    >
      <Standing stored={stored} expired={expired} />
      <FormLayout>
        <TextField
          {...bind("purpose")}
          label="Purpose: what do you want to achieve?"
          multiline={4}
          requiredIndicator
          helpText="Which interest you pursue and who gains from it. For example: telling trade customers about parts and prices for the appliances they service, so that they buy from us again."
          error={fieldError(act.problem, "purpose", tooShort)}
        />
        <TextField
          {...bind("necessity")}
          label="Necessity: is email needed for it?"
          multiline={4}
          requiredIndicator
          helpText="Why you cannot reach the purpose in a way that intrudes less, how often you will write, and how you keep to those it concerns."
          error={fieldError(act.problem, "necessity", tooShort)}
        />
        <TextField
          {...bind("balancing")}
          label="Balancing: what does it mean for those who receive it?"
          multiline={4}
          requiredIndicator
          helpText="What they would reasonably expect of you, what could bother or harm them, and what protects them: only companies, only business addresses, the reason in every email, opting out with one click and for good."
          error={fieldError(act.problem, "balancing", tooShort)}
        />
        <FormLayout.Group>
          <TextField
            {...bind("signedBy")}
            label="Signed by"
            requiredIndicator
            helpText="Name and position of the person who answers for it."
            error={fieldError(act.problem, "signedBy", "Enter the name of the person who signs")}
          />
          <TextField
            {...bind("reviewAt")}
            label="Review by"
            type="date"
            requiredIndicator
            helpText="At most two years from now. From that day on it no longer counts."
            error={fieldError(act.problem, "reviewAt", "Choose a day after today, at most two years ahead")}
          />
        </FormLayout.Group>
      </FormLayout>
    </SettingsSection>
  );
}

function Standing({ stored, expired }: Pick<Props, "stored" | "expired">) {
  const time = useShopTime();
  if (!stored) {
    return (
      <Banner tone="warning" title="No assessment on file">
        <p>Until one is signed, only people with confirmed consent are mailed.</p>
      </Banner>
    );
  }
  const signed = `Version ${stored.version}, signed by ${stored.signedBy} on ${time.day(stored.signedAt)}.`;
  return expired ? (
    <Banner tone="warning" title="The review date has passed">
      <p>{`${signed} It was due for review on ${time.day(stored.reviewAt)}. Read it again, change what has changed, and sign a new version.`}</p>
    </Banner>
  ) : (
    <Banner tone="success" title="The assessment is in date">
      <p>{`${signed} Review it by ${time.day(stored.reviewAt)}.`}</p>
    </Banner>
  );
}
