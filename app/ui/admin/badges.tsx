import { Badge, type BadgeProps } from "@shopify/polaris";
import type { CampaignState } from "~/policy/campaignStates";
import type { Decision } from "~/policy/decide";
import type { LegalForm } from "~/policy/facts";
import { LEGAL_FORM_WORDS } from "~/ui/legalFormWords";
import { BASIS_WORDS, CAMPAIGN_STATE_WORDS, REASON_WORDS } from "~/ui/words";

/** Legal form of a customer. */
export function LegalFormBadge({ legalForm }: { readonly legalForm: LegalForm }) {
  return <Badge tone={legalForm === "corporate" ? "info" : undefined}>{LEGAL_FORM_WORDS[legalForm].label}</Badge>;
}

/** Whether a customer may be mailed, on which basis, or for which deciding reason not. */
export function DecisionBadge({ decision }: { readonly decision: Decision }) {
  return decision.decision === "eligible" ? (
    <Badge tone="success">{`Yes: ${BASIS_WORDS[decision.basis].label.toLowerCase()}`}</Badge>
  ) : (
    <Badge>{`No: ${lowerFirst(REASON_WORDS[decision.reasons[0]].label)}`}</Badge>
  );
}

const STATE_TONES: Readonly<Record<CampaignState, Pick<BadgeProps, "tone" | "progress">>> = {
  draft: { tone: undefined, progress: "incomplete" },
  scheduled: { tone: "info", progress: "incomplete" },
  sending: { tone: "info", progress: "partiallyComplete" },
  paused: { tone: "warning", progress: "partiallyComplete" },
  finished: { tone: "success", progress: "complete" },
  cancelled: { tone: undefined, progress: "complete" },
};

/** State of a campaign. */
export function CampaignStateBadge({ state }: { readonly state: CampaignState }) {
  return <Badge {...STATE_TONES[state]}>{CAMPAIGN_STATE_WORDS[state]}</Badge>;
}

function lowerFirst(text: string): string {
  return text.startsWith("SendGrid") ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
