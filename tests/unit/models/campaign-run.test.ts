/**
 * A model of a campaign's run under staff's hands (docs/decisions/0004): pause takes effect within the batches in flight, resume skips nobody, cancel is final, and no batch is sent twice. It walks through every order in which the steps of
 * workers and staff can follow each other; each step is one transaction, as in app/services/delivery/batches.ts and decideBatch.ts. tests/db/handover-interleavings.test.ts tries orders on the real database.
 */
import { describe, expect, it } from "vitest";
import { nextCampaignState, type CampaignAct, type CampaignState } from "~/policy/campaignStates";

const BATCHES = 2;

/** What a worker does with one batch, and how it could be done wrong. */
interface Rules {
  /** The transaction of the attempt looks at the campaign's state again. */
  readonly attemptLooks: boolean;
  /** A batch that may not go is put back. */
  readonly putsBack: boolean;
  /** A claim moves the place from which the next one is taken. */
  readonly claimMoves: boolean;
  /** Of two that hold one batch, the second sees that it was attempted. */
  readonly attemptOnce: boolean;
}
const AS_BUILT: Rules = { attemptLooks: true, putsBack: true, claimMoves: true, attemptOnce: true };

interface World {
  readonly state: CampaignState;
  readonly next: number;
  /** Claimed, and put back for whoever comes next. */
  readonly waiting: readonly number[];
  readonly attempted: readonly number[];
  /** The batch each worker holds, and whether it has attempted it. */
  readonly hands: readonly ({ readonly batch: number } | undefined)[];
  readonly lost: readonly boolean[];
  /** How far each member of staff is. */
  readonly done: readonly number[];
  readonly broken: boolean;
}

type Party =
  | { readonly kind: "worker"; readonly index: number }
  | { readonly kind: "staff"; readonly acts: readonly CampaignAct[] };

const swap = <T>(list: readonly T[], at: number, value: T): T[] =>
  list.map((each, index) => (index === at ? value : each));

/** All that a worker may do next: claim, attempt, or be killed with what it has claimed, which its lease gives back. */
function workerSteps(world: World, index: number, rules: Rules): World[] {
  if (world.lost[index]) return [];
  const hand = world.hands[index];
  if (!hand) {
    if (world.state !== "sending") return [];
    const [back] = world.waiting;
    if (back !== undefined)
      return [{ ...world, waiting: world.waiting.slice(1), hands: swap(world.hands, index, { batch: back }) }];
    if (world.next >= BATCHES) return [];
    const next = rules.claimMoves ? world.next + 1 : world.next;
    return [{ ...world, next, hands: swap(world.hands, index, { batch: world.next }) }];
  }
  const free = { ...world, hands: swap(world.hands, index, undefined) };
  const killed = {
    ...free,
    lost: swap(world.lost, index, true),
    waiting: [...world.waiting, hand.batch],
  };
  if (rules.attemptOnce && world.attempted.includes(hand.batch)) return [free];
  if (world.state !== "sending" && rules.attemptLooks)
    return [rules.putsBack ? { ...free, waiting: [...world.waiting, hand.batch] } : free];
  const attempted = {
    ...free,
    attempted: [...world.attempted, hand.batch],
    broken: world.broken || world.state !== "sending" || world.attempted.includes(hand.batch),
  };
  return world.lost.some(Boolean) ? [attempted] : [attempted, killed];
}

function staffStep(world: World, party: number, acts: readonly CampaignAct[]): World | undefined {
  const position = world.done[party] ?? 0;
  const act = acts[position];
  if (!act) return undefined;
  const state = nextCampaignState(world.state, act) ?? world.state;
  return { ...world, state, done: swap(world.done, party, position + 1) };
}

/** Walks every order. An end is where nobody can go on; a campaign that is sending by then must have attempted everybody. */
function walk(workers: number, staff: readonly (readonly CampaignAct[])[], rules: Rules = AS_BUILT) {
  const parties: Party[] = [
    ...Array.from({ length: workers }, (_, index) => ({ kind: "worker" as const, index })),
    ...staff.map((acts) => ({ kind: "staff" as const, acts })),
  ];
  const found = { ends: 0, broken: 0, skipped: 0, final: new Set<CampaignState>() };
  const seen = new Set<string>();
  const visit = (world: World): void => {
    const name = JSON.stringify(world);
    if (seen.has(name)) return;
    seen.add(name);
    const following = parties.flatMap((party) =>
      party.kind === "worker"
        ? workerSteps(world, party.index, rules)
        : (staffStep(world, parties.indexOf(party) - workers, party.acts) ?? []),
    );
    if (world.broken) {
      found.broken++;
      return;
    }
    if (following.length > 0) return following.forEach(visit);
    found.ends++;
    found.final.add(world.state);
    if (world.state === "sending" && new Set(world.attempted).size < BATCHES && !world.lost.every(Boolean))
      found.skipped++;
  };
  visit({
    state: "sending",
    next: 0,
    waiting: [],
    attempted: [],
    hands: Array.from({ length: workers }, () => undefined),
    lost: Array.from({ length: workers }, () => false),
    done: staff.map(() => 0),
    broken: false,
  });
  return found;
}

describe("in every order of their steps", () => {
  it.each<[what: string, workers: number, staff: CampaignAct[][], final: CampaignState[]]>([
    ["two workers alone", 2, [], ["sending"]],
    ["three workers, one pause and one resume", 3, [["pause", "resume"]], ["sending"]],
    [
      "two workers and two who pause and resume",
      2,
      [
        ["pause", "resume"],
        ["pause", "resume"],
      ],
      ["paused", "sending"],
    ],
    ["two workers, pauses and a cancel by another", 2, [["pause", "resume"], ["cancel"]], ["cancelled"]],
    [
      "two workers and a cancel that others try to undo",
      2,
      [["cancel"], ["resume", "start", "pause", "resume"]],
      ["cancelled"],
    ],
  ])("%s send nothing but while it is sending, nothing twice, and skip nobody", (_what, workers, staff, final) => {
    const { ends, broken, skipped, final: reached } = walk(workers, staff);
    expect(ends).toBeGreaterThan(0);
    expect({ broken, skipped }).toEqual({ broken: 0, skipped: 0 });
    for (const state of reached) expect(final).toContain(state);
  });
});

describe("the model finds what would go wrong", () => {
  it.each<[what: string, rules: Partial<Rules>, found: "broken" | "skipped"]>([
    ["an attempt that does not look at the state again", { attemptLooks: false }, "broken"],
    ["a batch that is not put back", { putsBack: false }, "skipped"],
    [
      "a claim that others can make too, where an attempt is made twice",
      { claimMoves: false, attemptOnce: false },
      "broken",
    ],
  ])("%s", (_what, rules, found) => {
    expect(walk(2, [["pause", "resume"]], { ...AS_BUILT, ...rules })[found]).toBeGreaterThan(0);
  });
});
