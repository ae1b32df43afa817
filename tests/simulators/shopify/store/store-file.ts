import { open, type FileHandle } from "node:fs/promises";
import { numberOfId, typeOfId, type StoreRecord } from "./records";

interface Line {
  offset: number;
  length: number;
  record: StoreRecord;
}

/** A line that could not be read. */
export interface UnreadableLine {
  readonly line: number;
  readonly why: string;
}
type SetAside = (line: number, why: string) => void;

const chunkSize = 1 << 20;
const newline = 10;

/**
 * A shop's objects in a JSONL file, indexed by id to byte positions so that memory does not grow with the objects'
 * size. Blank lines, a byte order mark and Windows line ends are tolerated; a line that is not a JSON object with an
 * `id` (or at least a `__parentId`) is left out and named in `unreadable`.
 */
export class StoreFile {
  readonly #file: FileHandle;
  readonly #positions = new Map<string, { offset: number; length: number }>();
  readonly #ids = new Map<string, string[]>();
  readonly #children = new Map<string, string[]>();
  #greatest = 0;
  /** Lines of the file that hold no object, by number, each with why. */
  readonly unreadable: UnreadableLine[] = [];

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<StoreFile> {
    const store = new StoreFile(await open(path, "r"));
    const setAside = (line: number, why: string) => store.unreadable.push({ line, why });
    for await (const lines of store.#lines(setAside)) for (const line of lines) store.#index(line);
    return store;
  }

  /** Ids of one type that are not children of another object, in the file's order. */
  ids(type: string): readonly string[] {
    return this.#ids.get(type) ?? [];
  }

  has(id: string): boolean {
    return this.#positions.has(id);
  }

  /** The greatest number used in an id, so that new objects can be numbered above it. */
  get greatestNumber(): number {
    return this.#greatest;
  }

  async read(id: string): Promise<StoreRecord | undefined> {
    const position = this.#positions.get(id);
    if (!position) return undefined;
    const buffer = Buffer.alloc(position.length);
    await this.#file.read(buffer, 0, position.length, position.offset);
    return JSON.parse(buffer.toString("utf8")) as StoreRecord;
  }

  /** The lines that name this object as their parent. */
  async children(parentId: string): Promise<StoreRecord[]> {
    const records = await Promise.all((this.#children.get(parentId) ?? []).map((id) => this.read(id)));
    return records.filter((r) => r !== undefined);
  }

  /** All objects of one type, read in order and in batches. */
  async *stream(type: string): AsyncGenerator<StoreRecord[]> {
    for await (const lines of this.#lines()) {
      yield lines
        .filter((l) => typeOfId(l.record.id) === type && !l.record.__parentId && this.#isLatest(l))
        .map((l) => l.record);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** An object written twice counts once, as its last line has it. */
  #isLatest(line: Line): boolean {
    return this.#positions.get(line.record.id)?.offset === line.offset;
  }

  #index({ record, offset, length }: Line): void {
    const known = this.#positions.has(record.id);
    this.#positions.set(record.id, { offset, length });
    const number = numberOfId(record.id);
    if (number > this.#greatest) this.#greatest = number;
    if (known) return;
    const type = typeOfId(record.id) ?? "";
    const list = record.__parentId ? entry(this.#children, record.__parentId) : entry(this.#ids, type);
    list.push(record.id);
  }

  async *#lines(setAside: SetAside = () => undefined): AsyncGenerator<Line[]> {
    let rest: Buffer = Buffer.alloc(0);
    let restOffset = 0;
    let position = 0;
    let number = 0;
    for (;;) {
      const { bytesRead, buffer } = await this.#file.read(Buffer.alloc(chunkSize), 0, chunkSize, position);
      position += bytesRead;
      const bytes =
        bytesRead === 0
          ? Buffer.concat([rest, Buffer.from("\n")])
          : Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const lines: Line[] = [];
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        number += 1;
        const record = parseLine(bytes.toString("utf8", start, end), (why) => setAside(number, why));
        if (record) {
          record.id ??= `gid://simulator/Line/${number}`;
          const skipped = number === 1 && bytes[start] === 0xef ? 3 : 0;
          lines.push({
            offset: restOffset + start + skipped,
            length: end - start - skipped,
            record: record as StoreRecord,
          });
        }
        start = end + 1;
      }
      yield lines;
      if (bytesRead === 0) return;
      rest = bytes.subarray(start);
      restOffset += start;
    }
  }
}

function parseLine(text: string, setAside: (why: string) => void): Partial<StoreRecord> | undefined {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (!trimmed) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    setAside("not JSON");
    return undefined;
  }
  const record = value as Partial<StoreRecord> | null;
  if (record === null || typeof record !== "object" || (record.id === undefined && record.__parentId === undefined)) {
    setAside('no object with an "id"');
    return undefined;
  }
  return record;
}

function entry<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
