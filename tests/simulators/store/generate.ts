import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { customerId, linesOf } from "./customer";
import { Draw } from "./draw";
import { type Kind } from "./kind";
import { KINDS, PLAIN } from "./kinds";
import { type Answer, type ExportLine } from "./lines";

export interface StoreOptions {
  /** How many customers the export holds; deleted ones, whose ids are gone, come on top. */
  customers: number;
  seed: number;
}

/** One customer's share of the store: its lines (none when it was deleted) and the right answer. */
export interface StoreEntry {
  lines: ExportLine[];
  answer: Answer;
}

/**
 * Makes a store as a Shopify bulk operation exports it, customer by customer in the order of their ids, in flat memory.
 * Pure: the same options give the same store. Every kind comes up once before any comes up again.
 *
 * The answers hold for a fresh shop with a complete set-up, a current assessment and no consent or exclusion but what
 * Shopify says; they follow the policy's table, first match first.
 */
export function* generateStore({ customers, seed }: StoreOptions): Generator<StoreEntry, void, undefined> {
  let emitted = 0;
  let serial = 0;
  let turn = 0;
  // Kinds are drawn from a source of their own, or a kind would go with the first choice of its customers.
  const kinds = new Draw(seed, 0);
  while (emitted < customers) {
    const kind = fitting(KINDS[turn] ?? kinds.weighted(KINDS), customers - emitted);
    turn += 1;
    if (kind.members.length === 0) {
      serial += 1;
      yield {
        lines: [],
        answer: {
          id: customerId(serial),
          kind: kind.kind,
          legalForm: null,
          decision: "absent",
          basis: null,
          reason: null,
        },
      };
    }
    const drawnFirst = serial + 1;
    for (const member of kind.members) {
      serial += 1;
      emitted += 1;
      const draw = new Draw(seed, serial);
      const { kind: name, verdict, sketch } = member(draw, new Draw(seed, drawnFirst));
      yield { lines: linesOf(sketch, draw), answer: { id: customerId(serial), kind: name, ...verdict } };
    }
  }
}

function fitting(kind: Kind, left: number): Kind {
  return kind.members.length > left ? PLAIN : kind;
}

/** Writes a store and, if wanted, its answers to files, as JSON lines, no faster than the disk takes them. */
export async function writeStore(options: StoreOptions, out: string, answersOut?: string): Promise<void> {
  const store = createWriteStream(out);
  const answers = answersOut === undefined ? undefined : createWriteStream(answersOut);
  for (const { lines, answer } of generateStore(options)) {
    for (const line of lines) await writeLine(store, line);
    if (answers) await writeLine(answers, answer);
  }
  await close(store);
  if (answers) await close(answers);
}

async function writeLine(stream: WriteStream, line: unknown): Promise<void> {
  if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, "drain");
}

function close(stream: WriteStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once("error", reject);
    stream.end(resolve);
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      customers: { type: "string", default: "5000" },
      seed: { type: "string", default: "1" },
      out: { type: "string" },
      answers: { type: "string" },
    },
  });
  const customers = Number(values.customers);
  const seed = Number(values.seed);
  if (values.out === undefined || !Number.isSafeInteger(customers) || customers < 1 || !Number.isSafeInteger(seed)) {
    console.error(
      "Usage: tsx tests/simulators/store/generate.ts --customers 5000 --seed 1 --out FILE [--answers FILE]",
    );
    process.exitCode = 1;
    return;
  }
  await writeStore({ customers, seed }, values.out, values.answers);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
