import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openShort, sealShort } from "~/lib/siv";

const BLOCK_BYTES = 16;
const keyOf = (seed: string) => createHash("sha512").update(seed).digest();
const blocksOf = (texts: readonly Buffer[]) => Buffer.concat(texts.map((text) => Buffer.concat([text], BLOCK_BYTES)));

describe("AES-SIV of short texts", () => {
  // Made by the AESSIV of Python's `cryptography`, without associated data: the vector, then the text.
  it.each([
    ["twelve zeros", "a", "00".repeat(12), "a634ee4c4feb8909f9e762cedcb8108440eee5cd2740343dc941dd32"],
    ["twelve bytes", "b", "000102030405060708090a0b", "d4948bd05e713f8beed7e9f74a5920086ca517b4221c9bb9144b43d5"],
    ["twelve times all bits", "c", "ff".repeat(12), "7021a0bfab9a5b9525b6dace57a30118b7a649fdcd63b340329ab387"],
    ["one byte", "d", "78", "37812a107aedfa4fff754efeb50a0761ca"],
    [
      "fifteen bytes",
      "e",
      Buffer.from("fifteen letters").toString("hex"),
      "9b34e2d82c0784210961e9a5a62e72fcf4e25f48ebf528458217ba83d714d3",
    ],
  ])("is what another implementation makes of %s", (_what, seed, hex, sealed) => {
    const text = Buffer.from(hex, "hex");
    const { vectors, texts } = sealShort(blocksOf([text]), text.length, keyOf(seed));
    expect(vectors.toString("hex") + texts.subarray(0, text.length).toString("hex")).toBe(sealed);
  });

  it("opens what it sealed, and seals each text as it would alone", () => {
    const lengths = fc.integer({ min: 1, max: 15 });
    const together = lengths.chain((length) =>
      fc.tuple(
        fc.constant(length),
        fc.array(fc.uint8Array({ minLength: length, maxLength: length }), { minLength: 1 }),
      ),
    );
    fc.assert(
      fc.property(together, fc.string(), ([length, many], seed) => {
        const key = keyOf(seed);
        const texts = many.map((text) => Buffer.from(text));
        const blocks = blocksOf(texts);
        const sealed = sealShort(blocks, length, key);
        expect(openShort(sealed, length, key)).toEqual(blocks);
        const alone = texts.map((text) => sealShort(blocksOf([text]), length, key));
        expect(Buffer.concat(alone.map(({ vectors }) => vectors))).toEqual(sealed.vectors);
        expect(Buffer.concat(alone.map((each) => each.texts))).toEqual(sealed.texts);
      }),
      { seed: 43, numRuns: 100 },
    );
  });

  it("opens nothing when one of many was changed, or by another key", () => {
    const texts = [Buffer.alloc(12, 1), Buffer.alloc(12, 2)];
    const sealed = sealShort(blocksOf(texts), 12, keyOf("right"));
    for (const at of [0, 15, 16, 31]) {
      const vectors = Buffer.from(sealed.vectors);
      vectors[at] = (vectors[at] ?? 0) ^ 1;
      expect(openShort({ ...sealed, vectors }, 12, keyOf("right")), `byte ${at}`).toBeUndefined();
    }
    const changed = Buffer.from(sealed.texts);
    changed[27] = (changed[27] ?? 0) ^ 1;
    expect(openShort({ ...sealed, texts: changed }, 12, keyOf("right"))).toBeUndefined();
    expect(openShort(sealed, 12, keyOf("wrong"))).toBeUndefined();
  });
});
