import { readFileSync } from "node:fs";

/** One result of a benchmark, as `--json` writes it. `ours` and `anchor` are medians of the same number of turns, taken in turn. */
export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly anchor: number;
  /** How ours compares with the anchor, the median over the turns: above 1 is better than the anchor. */
  readonly ratio: number;
  readonly unit: string;
  /** Processor time of the app's process an item; the database's is not in it. */
  readonly cpuMicrosPerItem: number;
  /** Largest resident memory of the app's process. */
  readonly peakMb: number;
  readonly items: number;
  /** Opt-outs answered a second meanwhile, in the slowest turn; of benchmarks that have them. */
  readonly optOutsASecond?: number;
  /** Whether what was wanted of it is met; absent where nothing was. */
  readonly met?: boolean;
}

/** What is wanted of a result: so much of the anchor, or values of its own that it must not pass or fall short of. */
export interface Wanted {
  readonly ratio?: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Processor time of the app's process an item, at most. */
  readonly cpuMicros?: number;
  /** Largest resident memory of the app's process, at most. */
  readonly peakMb?: number;
}

/** One turn of one side. */
export interface Turn {
  readonly value: number;
  readonly cpuMicros?: number;
  readonly peakMb?: number;
  readonly optOutsASecond?: number;
}

/** Processor time and largest resident memory of a process until now, as Linux tells them; zeros elsewhere. */
export function usageOf(pid: number | undefined): { cpuMicros: number; peakMb: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold spaces: user and system time are the 12th and 13th, in hundredths of a second.
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return { cpuMicros: ((user ?? 0) + (system ?? 0)) * 10_000, peakMb: Number(peak ?? 0) / 1024 };
  } catch {
    return { cpuMicros: 0, peakMb: 0 };
  }
}

/** Runs both sides in turn, tells how each turn went, and sums up. `better` says whether a larger or a smaller value is the better one. */
export async function compare(
  what: {
    readonly name: string;
    readonly unit: string;
    readonly items: number;
    readonly better: "larger" | "smaller";
    readonly wanted?: Wanted;
  },
  turns: number,
  ours: (turn: number) => Promise<Turn>,
  anchor: (turn: number) => Promise<Turn>,
): Promise<Result> {
  const pairs: { ours: Turn; anchor: Turn }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    // Whoever goes second finds warmer caches: they change places.
    if (turn % 2 === 0) {
      const first = await ours(turn);
      pairs.push({ ours: first, anchor: await anchor(turn) });
    } else {
      const first = await anchor(turn);
      pairs.push({ ours: await ours(turn), anchor: first });
    }
    const last = pairs.at(-1);
    if (last)
      console.error(
        `${what.name} ${turn + 1}/${turns}: ${rounded(last.ours.value)} against ${rounded(last.anchor.value)}, ${rounded((last.ours.cpuMicros ?? 0) / what.items)} us an item`,
      );
  }
  const ratio = (pair: { ours: Turn; anchor: Turn }) =>
    what.better === "larger" ? pair.ours.value / pair.anchor.value : pair.anchor.value / pair.ours.value;
  const { better: _better, wanted, ...rest } = what;
  const rates = pairs.flatMap((pair) => pair.ours.optOutsASecond ?? []);
  const result = {
    ...rest,
    ours: rounded(median(pairs.map((pair) => pair.ours.value))),
    anchor: rounded(median(pairs.map((pair) => pair.anchor.value))),
    ratio: rounded(median(pairs.map(ratio))),
    cpuMicrosPerItem: rounded(median(pairs.map((pair) => pair.ours.cpuMicros ?? 0)) / what.items),
    peakMb: Math.round(Math.max(...pairs.map((pair) => pair.ours.peakMb ?? 0))),
    ...(rates.length > 0 ? { optOutsASecond: rounded(Math.min(...rates)) } : {}),
  };
  if (!wanted) return result;
  const met =
    result.ratio >= (wanted.ratio ?? 0) &&
    result.ours <= (wanted.atMost ?? Infinity) &&
    result.ours >= (wanted.atLeast ?? 0) &&
    result.cpuMicrosPerItem <= (wanted.cpuMicros ?? Infinity) &&
    result.peakMb <= (wanted.peakMb ?? Infinity);
  const { ours: value, ratio: share, cpuMicrosPerItem, peakMb } = result;
  console.error(
    `${what.name}: ${value} ${what.unit}, ${share} of the anchor, ${cpuMicrosPerItem} us an item, ${peakMb} MB; ${met ? "met" : "NOT met"}: ${JSON.stringify(wanted)}`,
  );
  return { ...result, met };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value that so many hundredths of the values do not exceed. */
export function percentile(values: ArrayLike<number>, hundredths: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * hundredths) / 100) - 1)] ?? Number.NaN;
}

const rounded = (value: number) => Number(value.toPrecision(4));
