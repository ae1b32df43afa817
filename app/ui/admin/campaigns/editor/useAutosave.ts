import { useEffect, useState } from "react";
import type { Fault } from "~/lib/errors";
import type { ProblemData } from "../../problemData";
import { useAct, type Act } from "../../useAct";
import { sameDraft, type DraftValues } from "../draftValues";
import { faultsIn, standingFaults, tooLarge } from "../standingFaults";

/** How the draft that is on the screen stands to the one that is stored. */
export interface Saving {
  readonly state: "saved" | "waiting" | "saving" | "conflict" | "refused" | "unreached";
  /** The version that is on the screen, once it is saved. */
  readonly version: number;
  readonly busy: Act["busy"];
  /** What was refused, and has not been changed since; everything else is saved with it, as soon as it is put right. */
  readonly faults: readonly Fault[];
  /** Whether somebody had asked for what was refused by pressing a button. */
  readonly asked: boolean;
  /** Why it was refused, when it is no matter of what was written. */
  readonly problem: ProblemData | undefined;
  /** Saves at once, or as soon as what is under way has its answer. */
  readonly save: () => void;
  /** Saves over what was saved elsewhere meanwhile, when somebody has chosen that. */
  readonly saveOver: () => void;
}

/** What was refused, of which draft, after which answer. */
interface Refusal {
  readonly faults: readonly Fault[];
  readonly of: DraftValues;
  readonly by: ProblemData | undefined;
}

/** Long enough that a sentence is saved and not each letter of it. */
const PAUSE_MS = 1500;
/** Until what did not reach the app is sent again. */
const AGAIN_MS = 5000;

/**
 * Saves a draft shortly after each change. What was refused is not sent again before it has been put right. When another window or person has saved it meanwhile, it stops, and nothing is overwritten unseen; what did not reach the app is sent again. `stored` and `storedVersion` are what the server says
 * last.
 */
export function useAutosave(values: DraftValues, stored: DraftValues, storedVersion: number): Saving {
  const [kept, keep] = useState<{ saved: DraftValues; version: number; by?: Act["answer"] }>({
    saved: stored,
    version: storedVersion,
  });
  const [sent, setSent] = useState<DraftValues | null>(null);
  const [refusal, refuse] = useState<Refusal | null>(null);
  const [asked, ask] = useState(false);
  const [pressed, press] = useState(false);
  const act = useAct({ save: "Draft saved" });
  const { answer, problem, busy } = act;
  // Once for each answer, and before anything is sent with the version that it replaces.
  if (answer !== kept.by && typeof answer?.version === "number") {
    keep({ saved: sent ?? kept.saved, version: answer.version, by: answer });
    refuse(null);
  }
  if (problem?.code === "input_invalid" && sent && problem !== refusal?.by)
    refuse({ faults: faultsIn(problem), of: sent, by: problem });
  const send = (intent: "save" | "autosave", what: DraftValues, version: number) => {
    ask(intent === "save");
    const large = tooLarge(what);
    if (large.length > 0) return refuse({ faults: large, of: what, by: problem });
    setSent(what);
    act.submit(intent, { ...what, version: String(version) });
  };
  const changed = !sameDraft(values, kept.saved);
  const unreached = !busy && sent !== null && problem?.code === "not_reached";
  const conflict = problem?.code === "draft_changed" || (!busy && storedVersion > kept.version);
  const faults = refusal ? standingFaults(refusal.faults, refusal.of, values) : [];
  const unchanged = problem !== undefined && !unreached && sent !== null && sameDraft(values, sent);
  const refused = !conflict && (faults.length > 0 || unchanged);
  const waits = changed && !conflict && !refused && !unreached && !busy;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => send("autosave", values, kept.version), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [waits, values, kept.version]);
  useEffect(() => {
    if (!unreached) return;
    // The very same: if it was stored and only the answer was lost, the app finds nothing to change.
    const timer = setTimeout(() => send("autosave", sent, kept.version), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [unreached, sent, kept.version]);
  useEffect(() => {
    if (!pressed || busy) return;
    press(false);
    if (unreached) send("autosave", sent, kept.version);
    else if (!conflict) send("save", values, kept.version);
  }, [pressed, busy]);
  return {
    state: conflict
      ? "conflict"
      : busy
        ? "saving"
        : unreached
          ? "unreached"
          : refused
            ? "refused"
            : changed
              ? "waiting"
              : "saved",
    version: kept.version,
    busy,
    faults,
    asked,
    problem: problem?.code === "input_invalid" ? undefined : problem,
    save: () => press(true),
    saveOver: () => send("save", values, storedVersion),
  };
}
