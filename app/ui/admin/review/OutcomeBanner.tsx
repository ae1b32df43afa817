import { forwardRef } from "react";
import { Banner, type BannerHandles } from "@shopify/polaris";
import { counted } from "../useShopTime";
import { DECIDE_WORDS, type DecidedForm } from "./reviewWords";

/** What came of the last thing done on the desk. */
export type Outcome =
  | {
      readonly done: "decide";
      readonly legalForm: DecidedForm;
      readonly groupId: string | null;
      readonly decided: number;
      readonly more: boolean;
    }
  | { readonly done: "undo"; readonly undone: number };

interface Props {
  readonly outcome: Outcome;
  /** Customers the decision was asked for. */
  readonly asked: number;
  readonly busy: boolean;
  readonly onUndo: (groupId: string) => void;
}

const MEANWHILE = "had been decided meanwhile by somebody else, whose decision stands: it is among the latest below.";

/** What was done, as one sentence. */
export function outcomeWords(outcome: Outcome): string {
  if (outcome.done === "undo")
    return outcome.undone > 0
      ? `Undone: ${counted(outcome.undone, "customer")} counted as before`
      : "That decision had been undone already";
  return outcome.decided > 0
    ? `${counted(outcome.decided, "customer")} ${DECIDE_WORDS[outcome.legalForm].recorded}`
    : "Nothing was left to decide";
}

/** Says what was done, and lets it be undone. Takes the focus when asked to, since what had it is gone. */
export const OutcomeBanner = forwardRef<BannerHandles, Props>(function OutcomeBanner(
  { outcome, asked, busy, onUndo },
  ref,
) {
  const groupId = outcome.done === "decide" ? outcome.groupId : null;
  const missed = outcome.done === "decide" && !outcome.more ? asked - outcome.decided : 0;
  return (
    <Banner
      ref={ref}
      tone={outcome.done === "decide" && outcome.decided === 0 ? "warning" : "success"}
      title={outcomeWords(outcome)}
      {...(groupId ? { action: { content: "Undo", loading: busy, onAction: () => onUndo(groupId) } } : {})}
    >
      {missed > 0 && <p>{`${counted(missed, "customer")} ${MEANWHILE}`}</p>}
      {outcome.done === "decide" && outcome.more && (
        <p>That is as many as one decision takes. The rest is still in the list: decide it in the same way.</p>
      )}
    </Banner>
  );
});
