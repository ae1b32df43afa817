/** One event of the ledger, with every column it has. */
export interface LedgerEntry {
  readonly id: string;
  readonly shopId: number;
  /** Milliseconds since 1970; null for a moment that is none. */
  readonly at: string | null;
  readonly kind: string;
  readonly consentKey: Uint8Array;
  readonly requestId: string | null;
  readonly surface: string | null;
  readonly wordingVersion: number | null;
  readonly wording: string | null;
  /** JSON; its numbers as JavaScript reads them. */
  readonly proof: unknown;
}

/** The way of writing that new events are sealed in. A new column of the ledger needs a new version: what is sealed in an older one must read the same for ever. */
export const ENTRY_VERSION = 1;

/** The fields of each version, in the order in which they are written. */
const FIELDS: Readonly<Record<number, readonly (keyof LedgerEntry)[]>> = {
  1: ["id", "shopId", "at", "kind", "consentKey", "requestId", "surface", "wordingVersion", "wording", "proof"],
};

const encoder = new TextEncoder();
const ABSENT = Uint8Array.of(0);

/**
 * An event as bytes: the version, then each field with its length before it, so that no two different events are written alike (P13). Equal events give equal bytes on every machine and for ever: the chain over
 * the ledger is made of them. Throws a `RangeError` for a version that never was.
 */
export function writeLedgerEntry(entry: LedgerEntry, version: number = ENTRY_VERSION): Uint8Array {
  const fields = FIELDS[version];
  if (!fields) throw new RangeError("no such version of a ledger entry");
  return concatenate([Uint8Array.of(version), ...fields.flatMap((field) => writeField(entry, field))]);
}

function writeField(entry: LedgerEntry, field: keyof LedgerEntry): readonly Uint8Array[] {
  if (field === "proof") return present(encoder.encode(canonicalJson(entry.proof)));
  const value = entry[field];
  if (value === null) return [ABSENT];
  return present(value instanceof Uint8Array ? value : encoder.encode(String(value)));
}

function present(bytes: Uint8Array): readonly Uint8Array[] {
  const head = new Uint8Array(5);
  head[0] = 1;
  new DataView(head.buffer).setUint32(1, bytes.length);
  return [head, bytes];
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** JSON in one spelling: members in the order of their names' code units, nothing between them (as in RFC 8785). */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
}
