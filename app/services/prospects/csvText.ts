import { isUtf8 } from "node:buffer";
import { analyse } from "chardet";
import { FileFaultError } from "./csvFault";

/** Encodings staff can choose from, by the names that TextDecoder knows. */
export const ENCODINGS = ["utf-8", "windows-1252", "utf-16le", "utf-16be", "iso-8859-15", "macintosh"] as const;

/** Enough of a file to tell its encoding by. */
const SAMPLE_BYTES = 256 * 1024;
/** Below this the detector guesses; the merchants are in the United Kingdom, where a file that is not Unicode is Windows'. */
const SURE = 80;
const FALLBACK = "windows-1252";

/**
 * The encoding of a whole file, as TextDecoder names it: by its byte order mark, else UTF-8 when all of it is valid, else UTF-16 by its zero bytes, else as detected. Throws `FileFaultError` for what is no text:
 * a workbook, a PDF, a picture, an empty file.
 */
export function detectEncoding(file: Uint8Array): string {
  if (file.length === 0) throw new FileFaultError("empty");
  // A zip archive or a compound document: what spreadsheet programs save by default.
  if (startsWith(file, [0x50, 0x4b, 3, 4]) || startsWith(file, [0xd0, 0xcf, 0x11, 0xe0]))
    throw new FileFaultError("workbook");
  if (startsWith(file, [0xff, 0xfe])) return "utf-16le";
  if (startsWith(file, [0xfe, 0xff])) return "utf-16be";
  if (startsWith(file, [0xef, 0xbb, 0xbf])) return "utf-8";
  const sample = file.subarray(0, SAMPLE_BYTES);
  const wide = wideEncoding(sample);
  if (wide) return wide;
  if (controlShare(sample) > 0.05) throw new FileFaultError("not_text");
  if (isUtf8(file)) return "utf-8";
  const [best] = analyse(sample);
  return best && best.confidence >= SURE && isDecodable(best.name) ? best.name.toLowerCase() : FALLBACK;
}

/** UTF-16 without a mark: every other byte of English text is zero. */
function wideEncoding(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const half = sample.length / 2;
  const [even = 0, odd = 0] = zeros;
  if (odd > half * 0.7 && even < half * 0.1) return "utf-16le";
  return even > half * 0.7 && odd < half * 0.1 ? "utf-16be" : undefined;
}

function controlShare(sample: Uint8Array): number {
  let controls = 0;
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) controls++;
  return controls / sample.length;
}

const startsWith = (file: Uint8Array, bytes: readonly number[]) => bytes.every((byte, index) => file[index] === byte);

/** Whether an encoding is one that text can be read in. */
export function isDecodable(encoding: string): boolean {
  try {
    new TextDecoder(encoding);
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of a file, in pieces, without its mark and without NUL, which the database cannot store. Bytes that are not of the encoding become replacement characters: they spoil their own cell and no other.
 */
export async function* decodeText(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const part of parts) yield decoder.decode(part, { stream: true }).replaceAll("\u0000", "");
  yield decoder.decode();
}
