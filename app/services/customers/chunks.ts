import { readLines, type Line, type Position } from "./jsonLines";

/** Why a line was set aside. */
export type SetAsideReason = "too_long" | "not_utf8" | "not_json" | "unknown_object" | "invalid_object";

/** A line that was set aside, and why. */
export interface SetAside {
  readonly line: number;
  readonly reason: SetAsideReason;
}

/** Some thousand lines of a bulk file, read: what they hold, which were set aside, and where the file goes on. */
export interface Chunk<T> {
  readonly items: readonly T[];
  readonly setAside: readonly SetAside[];
  readonly end: Position;
}

/** Lines of a chunk: enough that the statements of a commit do not count, few enough that an opt-out never waits long for one (`npm run bench -- import`). */
const CHUNK_LINES = 2500;
/** And no more than so many characters, however long the lines are. */
const CHUNK_CHARACTERS = 16 * 1024 * 1024;

/** A line that is text: its number, and what it says. */
export interface ReadLine {
  readonly line: number;
  readonly text: string;
}

/** What a line becomes: an item, nothing, or a reason to set it aside. */
export type ReadObject<T> = (read: ReadLine) => T | SetAsideReason | undefined;

/** Reads a bulk file in chunks from a position on, with flat memory. A line that cannot be read never stops it. */
export async function* readChunks<T extends object>(
  bytes: AsyncIterable<Uint8Array>,
  from: Position,
  read: ReadObject<T>,
): AsyncGenerator<Chunk<T>> {
  let items: T[] = [];
  let setAside: SetAside[] = [];
  let end = from;
  let lines = 0;
  let characters = 0;
  for await (const some of readLines(bytes, from)) {
    for (const line of some) {
      const item = readLine(line, read);
      if (typeof item === "object") items.push(item);
      else if (item) setAside.push({ line: line.number, reason: item });
      end = { bytes: line.end, lines: line.number };
      lines++;
      characters += "text" in line ? line.text.length : 0;
      if (lines < CHUNK_LINES && characters < CHUNK_CHARACTERS) continue;
      yield { items, setAside, end };
      items = [];
      setAside = [];
      lines = characters = 0;
    }
  }
  if (lines > 0) yield { items, setAside, end };
}

function readLine<T extends object>(line: Line, read: ReadObject<T>): T | SetAsideReason | undefined {
  return "problem" in line ? line.problem : read({ line: line.number, text: line.text });
}

/** The object that a line says, or why there is none. */
export function parseObject(
  text: string,
): Readonly<Record<string, unknown>> | Extract<SetAsideReason, "not_json" | "unknown_object"> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not_json";
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : "unknown_object";
}
