import { useEffect, useState } from "react";
import { useAct, type Act } from "../../useAct";
import { sameDraft, type DraftValues } from "../draftValues";

/** How the draft that is on the screen stands to the one that is stored. */
export interface Saving {
  readonly state: "saved" | "waiting" | "saving" | "conflict" | "refused";
  readonly act: Act;
  /** Saves at once. */
  readonly save: () => void;
  /** Saves over what was saved elsewhere meanwhile, when somebody has chosen that. */
  readonly saveOver: () => void;
}

/** Long enough that a sentence is saved and not each letter of it. */
const PAUSE_MS = 1500;

/** Saves a draft shortly after each change. When another window or person has saved it meanwhile, it stops, and nothing is overwritten unseen. `stored` and `storedVersion` are what the server says last. */
export function useAutosave(values: DraftValues, stored: DraftValues, storedVersion: number): Saving {
  const [kept, keep] = useState({ saved: stored, version: storedVersion });
  const [sent, setSent] = useState<DraftValues | null>(null);
  const act = useAct({ save: "Draft saved" });
  const { answer, problem, busy } = act;
  useEffect(() => {
    const version = answer?.version;
    if (typeof version === "number") keep((before) => ({ saved: sent ?? before.saved, version }));
    // Once for each answer.
  }, [answer]);
  const send = (intent: "save" | "autosave", version: number) => {
    setSent(values);
    act.submit(intent, { ...values, version: String(version) });
  };
  const changed = !sameDraft(values, kept.saved);
  const conflict = problem?.code === "draft_changed";
  // What was refused is not sent again before it has been changed.
  const refused = problem !== undefined && !conflict && sent !== null && sameDraft(values, sent);
  const waits = changed && !conflict && !refused && !busy;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => send("autosave", kept.version), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [waits, values, kept.version]);
  return {
    state: conflict ? "conflict" : busy ? "saving" : refused ? "refused" : changed ? "waiting" : "saved",
    // What to do about a conflict is said in one place, above the page.
    act: conflict ? { ...act, problem: undefined } : act,
    save: () => send("save", kept.version),
    saveOver: () => send("save", storedVersion),
  };
}
