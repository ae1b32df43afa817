import { Badge } from "@shopify/polaris";
import type { FeedbackKind, FeedbackState } from "~/policy/feedback";
import { FEEDBACK_KIND_WORDS, FEEDBACK_STATE_WORDS } from "~/ui/feedbackWords";
import { useShopTime } from "../useShopTime";

const BINDING: readonly FeedbackKind[] = ["complaint", "objection", "rights_request"];

/** Kind of a case; what the law sets a date for stands out. */
export function KindBadge({ kind }: { readonly kind: FeedbackKind }) {
  return <Badge tone={BINDING.includes(kind) ? "attention" : undefined}>{FEEDBACK_KIND_WORDS[kind]}</Badge>;
}

/** State of a case. */
export function FeedbackStateBadge({ state }: { readonly state: FeedbackState }) {
  return <Badge tone={state === "open" ? "info" : undefined}>{FEEDBACK_STATE_WORDS[state]}</Badge>;
}

/** When the next thing is due; overdue says so in words. */
export function DueBadge({ dueAt, now }: { readonly dueAt: Date | null; readonly now: Date }) {
  const time = useShopTime();
  if (!dueAt) return null;
  return dueAt < now ? (
    <Badge tone="critical">{`Overdue since ${time.day(dueAt)}`}</Badge>
  ) : (
    <span>{time.day(dueAt)}</span>
  );
}
