import { useState } from "react";

/** A value with its past: what was can be brought back, and what was undone done again. */
export interface History {
  /** Takes a new value. Edits with the same `step` one after the other are one step back, until a pause or the end of a line: a phrase is undone, not a letter, and not all that was written in a field. */
  readonly set: (next: string, step: string) => void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

const MOST_STEPS = 100;
/** Whoever stops writing for so long has written a phrase. */
const PAUSE_MS = 1000;

/** What was before a value, what was undone after it, and the step that its last edit belongs to. */
export interface Past {
  readonly past: readonly string[];
  readonly future: readonly string[];
  readonly step: string;
  /** When the last edit was made, in milliseconds. */
  readonly at: number;
}

/** The past once `value` has become `next`, by an edit of `step` at a time. Neither value holds a line feed but as JSON writes it. */
export function pastOf(before: Past, value: string, next: string, step: string, at: number): Past {
  const same = step !== "" && step === before.step && at - before.at < PAUSE_MS && lines(next) <= lines(value);
  return { past: same ? before.past : [...before.past, value].slice(-MOST_STEPS), future: [], step, at };
}

const lines = (json: string) => json.split("\\n").length;

/** Keeps the past of a value that somebody else holds. */
export function useHistory(value: string, onChange: (value: string) => void): History {
  const [kept, keep] = useState<Past>({ past: [], future: [], step: "", at: 0 });
  const { past, future } = kept;
  return {
    set: (next, step) => {
      if (next === value) return;
      keep(pastOf(kept, value, next, step, Date.now()));
      onChange(next);
    },
    undo:
      past.length === 0
        ? undefined
        : () => {
            keep({ past: past.slice(0, -1), future: [value, ...future], step: "", at: 0 });
            onChange(past.at(-1) ?? value);
          },
    redo:
      future.length === 0
        ? undefined
        : () => {
            keep({ past: [...past, value], future: future.slice(1), step: "", at: 0 });
            onChange(future[0] ?? value);
          },
  };
}
