import { useState } from "react";

/** A value with its past: what was can be brought back, and what was undone done again. */
export interface History {
  /** Takes a new value. Edits with the same `step` one after the other are one step back: a word is undone, not a letter. */
  readonly set: (next: string, step: string) => void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

const MOST_STEPS = 100;

/** Keeps the past of a value that somebody else holds. */
export function useHistory(value: string, onChange: (value: string) => void): History {
  const [{ past, future, step }, keep] = useState<{ past: string[]; future: string[]; step: string }>({
    past: [],
    future: [],
    step: "",
  });
  return {
    set: (next, now) => {
      if (next === value) return;
      const same = now !== "" && now === step;
      keep({ past: same ? past : [...past, value].slice(-MOST_STEPS), future: [], step: now });
      onChange(next);
    },
    undo:
      past.length === 0
        ? undefined
        : () => {
            keep({ past: past.slice(0, -1), future: [value, ...future], step: "" });
            onChange(past.at(-1) ?? value);
          },
    redo:
      future.length === 0
        ? undefined
        : () => {
            keep({ past: [...past, value], future: future.slice(1), step: "" });
            onChange(future[0] ?? value);
          },
  };
}
