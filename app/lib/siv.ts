import { createCipheriv, timingSafeEqual, type Cipher } from "node:crypto";

const BLOCK_BYTES = 16;
/** Bytes of a vector whose topmost bit is cleared before it counts, so that adding to it in parts of 32 bits never carries (RFC 5297, 2.5). */
const CARRYING_BYTES = [8, 12];

/** What encrypts and authenticates texts shorter than a block. */
export interface Sealed {
  /** The synthetic vector of each text, a block each: it authenticates the text, and tells equal texts only. */
  readonly vectors: Buffer;
  /** The texts, encrypted; what they were followed by in their blocks is meaningless. */
  readonly texts: Buffer;
}

/**
 * Encrypts many short texts by AES-SIV without associated data (RFC 5297), each for itself, with the 64 bytes of `key`: 32 authenticate, 32 encrypt. `blocks` holds the texts one after the other, each of `length` bytes (fewer than 16) in a block of 16 that is zero
 * behind it. So short a text has a vector and a stream of one block each, and the blocks of all go through each cipher at once. Node's own ciphers do not offer the mode.
 */
export function sealShort(blocks: Buffer, length: number, key: Buffer): Sealed {
  const keyed = keyedBy(key);
  const vectors = vectorsOf(blocks, length, keyed);
  return { vectors, texts: xor(streamsOf(vectors, keyed), blocks) };
}

/** Decrypts what `sealShort` made, in the same shape. `undefined` when one of the texts was not made with this key, or was changed since: none is given then. */
export function openShort({ vectors, texts }: Sealed, length: number, key: Buffer): Buffer | undefined {
  const keyed = keyedBy(key);
  const blocks = xor(streamsOf(vectors, keyed), texts);
  for (let start = 0; start < blocks.length; start += BLOCK_BYTES) blocks.fill(0, start + length, start + BLOCK_BYTES);
  return timingSafeEqual(vectorsOf(blocks, length, keyed), vectors) ? blocks : undefined;
}

/** A key's two ciphers, and what else the key alone makes. */
interface Keyed {
  readonly authenticate: Cipher;
  readonly encrypt: Cipher;
  /** What a padded text is masked with before it is authenticated, but for the bit that ends the text. */
  readonly mask: Buffer;
}

/** By key: to set the ciphers up takes several times as long as one text. */
const byKey = new WeakMap<Buffer, Keyed>();

function keyedBy(key: Buffer): Keyed {
  const keyed = byKey.get(key) ?? setUp(key);
  byKey.set(key, keyed);
  return keyed;
}

/** The mask of S2V for one string (RFC 5297, 2.4) and of CMAC for one whole block (RFC 4493). */
function setUp(key: Buffer): Keyed {
  const [authenticate, encrypt] = [blockCipher(key.subarray(0, 32)), blockCipher(key.subarray(32, 64))];
  const subkey = doubled(authenticate.update(Buffer.alloc(BLOCK_BYTES)));
  return { authenticate, encrypt, mask: xor(doubled(authenticate.update(subkey)), subkey) };
}

/** The cipher of single blocks: it takes any number of them, at any time, and no block depends on those before it. */
const blockCipher = (key: Buffer): Cipher => createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);

/** S2V of one string (RFC 5297, 2.4): the padded text and the mask through CMAC, which of one whole block is the cipher of it and a subkey. */
function vectorsOf(blocks: Buffer, length: number, { authenticate, mask: unended }: Keyed): Buffer {
  const mask = Buffer.from(unended);
  mask[length] = (mask[length] ?? 0) ^ 0x80;
  return authenticate.update(xor(blocks, mask));
}

/** The first block of each vector's stream in counter mode. */
function streamsOf(vectors: Buffer, { encrypt }: Keyed): Buffer {
  const counters = Buffer.from(vectors);
  for (let start = 0; start < counters.length; start += BLOCK_BYTES)
    for (const at of CARRYING_BYTES) counters[start + at] = (counters[start + at] ?? 0) & 0x7f;
  return encrypt.update(counters);
}

/** Twice a block as a number of the field that CMAC counts in (RFC 4493, 2.3). */
function doubled(block: Buffer): Buffer {
  const twice = Buffer.from(block);
  for (let at = 0; at < BLOCK_BYTES; at++) twice[at] = ((block[at] ?? 0) << 1) | ((block[at + 1] ?? 0) >> 7);
  if ((block[0] ?? 0) & 0x80) twice[BLOCK_BYTES - 1] = (twice[BLOCK_BYTES - 1] ?? 0) ^ 0x87;
  return twice;
}

/** Of two of a length, or of each of many blocks with one. */
function xor(blocks: Buffer, other: Buffer): Buffer {
  const [both, mask] = [wordsOf(blocks), wordsOf(other)];
  for (let at = 0, of = 0; at < both.length; at++, of = of + 1 === mask.length ? 0 : of + 1)
    both[at] = (both[at] ?? 0) ^ (mask[of] ?? 0);
  return Buffer.from(both.buffer);
}

/** A copy of whole blocks by words: byte by byte they took four times as long. */
function wordsOf(blocks: Buffer): Uint32Array {
  const words = new Uint32Array(blocks.length / Uint32Array.BYTES_PER_ELEMENT);
  new Uint8Array(words.buffer).set(blocks);
  return words;
}
