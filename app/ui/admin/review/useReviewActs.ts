import { useEffect, useState } from "react";
import { useFetcher } from "@remix-run/react";
import { problemIn, type ProblemData } from "../problemData";
import type { Outcome } from "./OutcomeBanner";
import type { DecidedForm } from "./reviewWords";

/** What the desk's page asks of its action. */
export interface ReviewActs {
  readonly decide: (items: readonly string[], legalForm: DecidedForm, reason: string) => void;
  readonly undo: (groupId: string) => void;
  readonly deciding: boolean;
  /** The decision being undone. */
  readonly undoing: string | undefined;
  /** What came of the last, until the next. */
  readonly outcome: Outcome | undefined;
  readonly problem: ProblemData | undefined;
}

/** Sends decisions and what undoes them; `onDone` is called when one was done, once. */
export function useReviewActs(onDone: (outcome: Outcome) => void): ReviewActs {
  const fetcher = useFetcher<unknown>();
  const { data, formData, state } = fetcher;
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    // Once the list shows its effect.
    if (state !== "idle" || !isOutcome(data)) return;
    setOutcome(data);
    onDone(data);
  }, [data, state]);
  const intent = formData?.get("intent");
  const group = formData?.get("group");
  return {
    decide: (items, legalForm, reason) => {
      fetcher.submit({ intent: "decide", items: items.join(","), legalForm, reason }, { method: "post" });
    },
    undo: (groupId) => {
      fetcher.submit({ intent: "undo", group: groupId }, { method: "post" });
    },
    deciding: intent === "decide",
    undoing: intent === "undo" && typeof group === "string" ? group : undefined,
    outcome,
    problem: state === "submitting" ? undefined : problemIn(data),
  };
}

function isOutcome(data: unknown): data is Outcome {
  return (
    typeof data === "object" && data !== null && "done" in data && (data.done === "decide" || data.done === "undo")
  );
}
