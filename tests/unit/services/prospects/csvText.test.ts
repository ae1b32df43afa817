import { describe, expect, it } from "vitest";
import { FileFaultError } from "~/services/prospects/csvFault";
import { decodeText, detectEncoding } from "~/services/prospects/csvText";

const TEXT = "Company,Price\r\nCafé Zoë Ltd,£20\r\n";
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();

async function textOf(bytes: Uint8Array, pieces = bytes.length): Promise<string> {
  const parts = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  );
  const read: string[] = [];
  for await (const piece of decodeText(parts, detectEncoding(bytes))) read.push(piece);
  return read.join("");
}

describe("a file's text", () => {
  it.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["UTF-16BE with a mark", utf16be(`\ufeff${TEXT}`)],
    ["UTF-16LE without a mark", Buffer.from(TEXT, "utf16le")],
    ["UTF-16BE without a mark", utf16be(TEXT)],
    ["windows-1252", Buffer.from(TEXT, "latin1")],
  ])("is read from %s, wherever the bytes are cut", async (_encoding, bytes) => {
    for (const pieces of [bytes.length, 1, 7]) expect(await textOf(bytes, pieces)).toBe(TEXT);
  });

  it("keeps the marks that Windows has and ISO 8859-1 has not", async () => {
    expect(await textOf(Buffer.from([0x93, 0x4a, 0x6f, 0x92, 0x73, 0x94, 0x20, 0x80, 0x35]))).toBe("“Jo’s” €5");
  });

  it("is read in Japanese when it is sure to be", async () => {
    // "このはです。" in Shift JIS.
    const once = [0x82, 0xb1, 0x82, 0xcc, 0x82, 0xcd, 0x82, 0xc5, 0x82, 0xb7, 0x81, 0x42];
    expect(await textOf(Buffer.from(Array.from({ length: 10 }, () => once).flat()))).toContain("このはです。");
  });

  it("has no NUL, which the database cannot store", async () => {
    expect(await textOf(Buffer.from(`${TEXT}${TEXT}a\u0000b`))).toBe(`${TEXT}${TEXT}ab`);
  });

  it("loses nothing but the bad bytes of a file that is cut off or damaged", async () => {
    expect(await textOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("ab"), Buffer.from([0xff])]))).toBe(
      "ab\ufffd",
    );
  });

  it.each<[string, Uint8Array]>([
    ["empty", Buffer.alloc(0)],
    ["workbook", Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
    ["workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])],
    ["not_text", Buffer.from(Array.from({ length: 500 }, (_, index) => index % 9))],
  ])("is refused as %s", (fault, bytes) => {
    expect(() => detectEncoding(bytes)).toThrow(new FileFaultError(fault as "empty"));
  });
});
