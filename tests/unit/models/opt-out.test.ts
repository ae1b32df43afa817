/**
 * A model of the one promise that everything rests on (P10, P12; docs/decisions/0004): from the moment an opt-out is answered, no batch that is not yet handed over contains the address. It walks through every order in which the
 * steps of opt-outs and hand-overs can follow each other, with locks that work as PostgreSQL's advisory locks do and readers that see what was committed before they read. tests/db/handover-at-once.test.ts tries some of these
 * orders on the real database.
 */
import { describe, expect, it } from "vitest";

type Lock = "shared" | "exclusive";

/** One step of a process. A lock is taken only when nobody holds one that excludes it, and is held until `commit`. */
type Step = { readonly lock: Lock } | "write" | "read" | "attempt" | "commit" | "answer" | "request";

/** The opt-out as app/services/exclusions/exclude.ts does it, and the hand-over as app/services/delivery/decideBatch.ts does. */
const OPT_OUT: readonly Step[] = [{ lock: "shared" }, "write", "commit", "answer"];
const HAND_OVER: readonly Step[] = [{ lock: "exclusive" }, "read", "attempt", "commit", "request"];

interface Process {
  readonly kind: "opt_out" | "hand_over";
  readonly steps: readonly Step[];
}

interface State {
  readonly at: readonly number[];
  /** Locks held, by process. */
  readonly held: readonly (Lock | undefined)[];
  /** Opt-outs whose row is committed. */
  readonly listed: ReadonlySet<number>;
  readonly answered: ReadonlySet<number>;
  /** Hand-overs whose attempt is committed: what is in flight from then on cannot be called back. */
  readonly attempted: ReadonlySet<number>;
  /** Opt-outs that a hand-over left out, as it read them. */
  readonly leftOut: ReadonlyMap<number, ReadonlySet<number>>;
  /** Opt-outs answered before the hand-over's attempt was committed: it must have left them out. */
  readonly owed: ReadonlyMap<number, ReadonlySet<number>>;
}

const START: State = {
  at: [],
  held: [],
  listed: new Set(),
  answered: new Set(),
  attempted: new Set(),
  leftOut: new Map(),
  owed: new Map(),
};

const replaced = <T>(list: readonly T[], index: number, value: T): T[] => {
  const copy = [...list];
  copy[index] = value;
  return copy;
};

/** The state after the next step of a process; `undefined` while it must wait for a lock or has ended. */
function next(processes: readonly Process[], state: State, index: number): State | undefined {
  const position = state.at[index] ?? 0;
  const step = processes[index]?.steps[position];
  if (step === undefined) return undefined;
  const moved = { ...state, at: replaced(state.at, index, position + 1) };
  if (typeof step === "object") {
    const others = processes.flatMap((_, other) => (other === index ? [] : (state.held[other] ?? [])));
    const free = step.lock === "exclusive" ? others.length === 0 : !others.includes("exclusive");
    return free ? { ...moved, held: replaced(state.held, index, step.lock) } : undefined;
  }
  switch (step) {
    case "write":
    case "attempt":
      return moved;
    case "read":
      return { ...moved, leftOut: new Map(state.leftOut).set(index, new Set(state.listed)) };
    case "commit":
      return processes[index]?.kind === "opt_out"
        ? { ...moved, held: replaced(state.held, index, undefined), listed: new Set(state.listed).add(index) }
        : {
            ...moved,
            held: replaced(state.held, index, undefined),
            attempted: new Set(state.attempted).add(index),
            owed: new Map(state.owed).set(index, new Set(state.answered)),
          };
    case "answer":
      return { ...moved, answered: new Set(state.answered).add(index) };
    case "request":
      return moved;
  }
}

/** Walks every order. Gives how many ended, how many could not end, and how many mailed somebody after the answer. */
function walk(processes: readonly Process[]): { ended: number; stuck: number; broken: number } {
  const found = { ended: 0, stuck: 0, broken: 0 };
  const visit = (state: State): void => {
    const following = processes.flatMap((_, index) => next(processes, state, index) ?? []);
    if (following.length > 0) return following.forEach(visit);
    const ended = processes.every(({ steps }, index) => (state.at[index] ?? 0) === steps.length);
    if (!ended) found.stuck++;
    else found.ended++;
    const broken = [...state.owed].some(([batch, owed]) =>
      [...owed].some((optOut) => !state.leftOut.get(batch)?.has(optOut)),
    );
    if (broken) found.broken++;
  };
  visit(START);
  return found;
}

const optOut = (steps = OPT_OUT): Process => ({ kind: "opt_out", steps });
const handOver = (steps = HAND_OVER): Process => ({ kind: "hand_over", steps });
const without = (steps: readonly Step[], left: (step: Step) => boolean) => steps.filter((step) => !left(step));
const isLock = (step: Step) => typeof step === "object";

describe("in every order of their steps", () => {
  it.each([
    ["one opt-out and one hand-over", [optOut(), handOver()]],
    ["two opt-outs and one hand-over", [optOut(), optOut(), handOver()]],
    ["one opt-out and two hand-overs", [optOut(), handOver(), handOver()]],
    ["two opt-outs and two hand-overs", [optOut(), optOut(), handOver(), handOver()]],
  ])("%s mail nobody who had been answered, and all come to their end", (_what, processes) => {
    const { ended, stuck, broken } = walk(processes);
    expect(ended).toBeGreaterThan(1);
    expect([stuck, broken]).toEqual([0, 0]);
  });
});

describe("the model finds what would go wrong", () => {
  it.each([
    ["an opt-out that takes no lock", [optOut(without(OPT_OUT, isLock)), handOver()]],
    ["a hand-over that takes no lock", [optOut(), handOver(without(HAND_OVER, isLock))]],
    [
      "a hand-over that shares the lock",
      [optOut(), handOver(HAND_OVER.map((step) => (isLock(step) ? { lock: "shared" } : step)))],
    ],
    [
      "a hand-over that reads before it takes the lock",
      [optOut(), handOver(["read", { lock: "exclusive" }, "attempt", "commit", "request"])],
    ],
    [
      "an opt-out that answers before it commits",
      [
        optOut([{ lock: "shared" }, "write", "answer", "commit"]),
        handOver(["read", { lock: "exclusive" }, "attempt", "commit"]),
      ],
    ],
  ])("%s", (_what, processes) => {
    expect(walk(processes).broken).toBeGreaterThan(0);
  });
});
