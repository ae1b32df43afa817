import { Badge } from "@shopify/polaris";
import type { PrivacyState } from "~/policy/privacyRequests";
import type { DueState } from "~/services/privacy/listRequests";
import { PRIVACY_STATE_WORDS } from "~/ui/privacy/words";

const DUE_BADGES: Readonly<
  Record<Exclude<DueState, "later" | "closed">, { tone: "critical" | "warning"; label: string }>
> = {
  overdue: { tone: "critical", label: "Overdue" },
  soon: { tone: "warning", label: "Due within a week" },
};

/** Whether a request is overdue or soon due; nothing for others. */
export function DueBadge({ due }: { readonly due: DueState }) {
  if (due === "later" || due === "closed") return null;
  return <Badge tone={DUE_BADGES[due].tone}>{DUE_BADGES[due].label}</Badge>;
}

const STATE_TONES = {
  open: "attention",
  queued: "info",
  failed: "critical",
  done: "success",
  declined: undefined,
} as const satisfies Readonly<Record<PrivacyState, string | undefined>>;

/** Where a request stands. */
export function RequestStateBadge({ state }: { readonly state: PrivacyState }) {
  return <Badge tone={STATE_TONES[state]}>{PRIVACY_STATE_WORDS[state]}</Badge>;
}
