import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTRY_VERSION, writeLedgerEntry, type LedgerEntry } from "~/policy/ledgerEntry";

const SEED = 20260302;

const FULL: LedgerEntry = {
  id: "4711",
  shopId: 3,
  at: "1772445600000",
  kind: "requested",
  consentKey: Uint8Array.from({ length: 16 }, (_, at) => at),
  requestId: "12",
  surface: "checkout",
  wordingVersion: 2,
  wording: "Yes, Siân Łukasz & Co may email me.",
  proof: { orderId: "9", page: "/pages/offers" },
};
const BARE: LedgerEntry = {
  ...FULL,
  requestId: null,
  surface: null,
  wordingVersion: null,
  wording: null,
  proof: {},
};

const hex = (entry: LedgerEntry, version?: number) => Buffer.from(writeLedgerEntry(entry, version)).toString("hex");

const texts = fc.option(fc.string({ unit: "binary", maxLength: 20 }));
const entries: fc.Arbitrary<LedgerEntry> = fc.record({
  id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
  shopId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  at: fc.integer({ min: 0, max: 4e12 }).map(String),
  kind: fc.constantFrom("requested", "confirmed", "withdrawn"),
  consentKey: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  requestId: fc.option(fc.nat().map(String)),
  surface: fc.option(fc.constantFrom("checkout", "staff")),
  wordingVersion: fc.option(fc.nat({ max: 100 })),
  wording: texts,
  proof: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean())),
});

describe("an event of the ledger, written down for its seal", () => {
  // These bytes are sealed in databases that exist: when one of these tests fails, the code is wrong, never the test.
  it("has these very bytes for ever, with all its fields", () => {
    expect(hex(FULL, 1)).toBe(
      "01" +
        "010000000434373131" +
        "010000000133" +
        "010000000d31373732343435363030303030" +
        "0100000009726571756573746564" +
        "0100000010000102030405060708090a0b0c0d0e0f" +
        "01000000023132" +
        "0100000008636865636b6f7574" +
        "010000000132" +
        "01000000255965732c205369c3a26e20c581756b61737a202620436f206d617920656d61696c206d652e" +
        "01000000267b226f726465724964223a2239222c2270616765223a222f70616765732f6f6666657273227d",
    );
  });

  it("has these very bytes for ever, with what may be absent absent", () => {
    expect(hex(BARE, 1)).toBe(
      "01" +
        "010000000434373131" +
        "010000000133" +
        "010000000d31373732343435363030303030" +
        "0100000009726571756573746564" +
        "0100000010000102030405060708090a0b0c0d0e0f" +
        "00000000" +
        "01000000027b7d",
    );
  });

  it("is written in the newest version unless another is asked for", () => {
    expect(ENTRY_VERSION).toBe(1);
    expect(hex(FULL)).toBe(hex(FULL, 1));
  });

  it.each([0, 2, -1, 255])("has no version %i", (version) => {
    expect(() => writeLedgerEntry(FULL, version)).toThrow(RangeError);
  });

  it.each<[string, Partial<LedgerEntry>]>([
    ["its number", { id: "4712" }],
    ["its shop", { shopId: 4 }],
    ["its time, by a millisecond", { at: "1772445600001" }],
    ["its kind", { kind: "confirmed" }],
    ["one bit of its address", { consentKey: FULL.consentKey.map((byte, at) => (at === 15 ? byte ^ 1 : byte)) }],
    ["its request", { requestId: "13" }],
    ["its request, taken out", { requestId: null }],
    ["its surface", { surface: "thank_you" }],
    ["its wording's version", { wordingVersion: 3 }],
    ["one letter of its wording", { wording: "Yes, Sian Łukasz & Co may email me." }],
    ["its wording, emptied", { wording: "" }],
    ["its wording, taken out", { wording: null }],
    ["its proof", { proof: { orderId: "8", page: "/pages/offers" } }],
    ["a number for a text in its proof", { proof: { orderId: 9, page: "/pages/offers" } }],
  ])("is other bytes after a change of %s", (_what, change) => {
    expect(hex({ ...FULL, ...change })).not.toBe(hex(FULL));
  });

  it("is the same bytes in whatever order the members of its proof come", () => {
    expect(hex({ ...FULL, proof: { page: "/pages/offers", orderId: "9" } })).toBe(hex(FULL));
    const nested = { a: [1, { y: null, x: "é" }], b: true };
    expect(hex({ ...FULL, proof: { b: true, a: [1, { x: "é", y: null }] } })).toBe(hex({ ...FULL, proof: nested }));
  });

  it("moves nothing from one field into the next unseen", () => {
    expect(hex({ ...FULL, surface: "a", wordingVersion: null, wording: "b" })).not.toBe(
      hex({ ...FULL, surface: null, wordingVersion: null, wording: "ab" }),
    );
  });

  it("is alike for two events only when they are equal", () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        expect(hex(a)).toBe(hex(structuredClone(a)));
        if (JSON.stringify(plain(a)) !== JSON.stringify(plain(b))) expect(hex(a)).not.toBe(hex(b));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("is alike for two events that differ in one field only when that is equal too", () => {
    fc.assert(
      fc.property(entries, entries, fc.constantFrom(...(Object.keys(FULL) as (keyof LedgerEntry)[])), (a, b, field) => {
        const mixed = { ...a, [field]: b[field] };
        const same = JSON.stringify(plain(mixed)) === JSON.stringify(plain(a));
        expect(hex(mixed) === hex(a)).toBe(same);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

/** For comparing: members of the proof in order, the key as text. */
const plain = (entry: LedgerEntry) => ({
  ...entry,
  consentKey: Buffer.from(entry.consentKey).toString("hex"),
  proof: Object.entries(entry.proof as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)),
});
