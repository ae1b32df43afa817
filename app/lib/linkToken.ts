import { createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { openShort, sealShort } from "./siv";

/** Which mail to whom, as numbers: what an opt-out link stands for. */
export interface LinkTarget {
  readonly shopId: number;
  readonly campaignId: number;
  readonly recipientSeq: number;
}

/** A 64-byte link key: 32 bytes to authenticate, 32 to encrypt. */
export interface LinkKey {
  /** Generation of the key, 1 to 65535. */
  readonly id: number;
  readonly secret: Buffer;
}

/** How a token is made; the versions before stand in mails that went out, and are read for ever. */
const VERSIONS = { hmac: 1, siv: 2 } as const;
const HEAD_BYTES = 3;
/** What authenticates a token: a block of the cipher. */
const MAC_BYTES = 16;
const BODY_BYTES = 12;
const TOKEN_BYTES = HEAD_BYTES + MAC_BYTES + BODY_BYTES;
/** A token is 31 bytes, which are 42 characters: 33 bytes are 44, and so the next token begins a character of its own. */
export const LINK_TOKEN_LETTERS = 42;
const PADDED_BYTES = 33;
const PADDED_LETTERS = 44;

/**
 * Makes the token of an opt-out link: opaque, deterministic, 42 characters of base64url, without personal data (P9). It is the target, encrypted and authenticated by AES-SIV (RFC 5297), so equal targets give equal tokens and nothing else
 * repeats.
 */
export function makeLinkToken({ recipientSeq, ...target }: LinkTarget, key: LinkKey): string {
  const [token = ""] = makeLinkTokens(target, [recipientSeq], key);
  return token;
}

/** The tokens of many recipients of one campaign, each the one that `makeLinkToken` makes: all go through the ciphers at once, and through one encoding. */
export function makeLinkTokens(
  target: Omit<LinkTarget, "recipientSeq">,
  recipientSeqs: readonly number[],
  key: LinkKey,
): string[] {
  const body = Buffer.alloc(MAC_BYTES);
  body.writeUInt32BE(target.shopId, 0);
  body.writeUInt32BE(target.campaignId, 4);
  const bodies = Buffer.alloc(recipientSeqs.length * MAC_BYTES, body);
  recipientSeqs.forEach((seq, index) => bodies.writeUInt32BE(seq, index * MAC_BYTES + 8));
  const { vectors, texts } = sealShort(bodies, BODY_BYTES, sivKey(key));
  const tokens = Buffer.alloc(recipientSeqs.length * PADDED_BYTES);
  recipientSeqs.forEach((_, index) => {
    const token = index * PADDED_BYTES;
    const block = index * MAC_BYTES;
    tokens[token] = VERSIONS.siv;
    tokens.writeUInt16BE(key.id, token + 1);
    vectors.copy(tokens, token + HEAD_BYTES, block, block + MAC_BYTES);
    texts.copy(tokens, token + HEAD_BYTES + MAC_BYTES, block, block + BODY_BYTES);
  });
  const text = tokens.toString("base64url");
  return recipientSeqs.map((_, index) =>
    text.slice(index * PADDED_LETTERS, index * PADDED_LETTERS + LINK_TOKEN_LETTERS),
  );
}

/** The id of the key a token names, or `undefined` when it is not of the form of a token. */
export function linkTokenKeyId(token: string): number | undefined {
  const bytes = decode(token);
  return bytes && bytes.readUInt16BE(1);
}

/** What a token stands for, or `undefined` when it was not made with this key. */
export function readLinkToken(token: string, key: LinkKey): LinkTarget | undefined {
  const bytes = decode(token);
  if (!bytes || bytes.readUInt16BE(1) !== key.id) return undefined;
  const mac = bytes.subarray(HEAD_BYTES, HEAD_BYTES + MAC_BYTES);
  const sealed = bytes.subarray(HEAD_BYTES + MAC_BYTES);
  const body = bytes[0] === VERSIONS.siv ? openSiv(mac, sealed, key) : openHmac(mac, sealed, key);
  return body && { shopId: body.readUInt32BE(0), campaignId: body.readUInt32BE(4), recipientSeq: body.readUInt32BE(8) };
}

function decode(token: string): Buffer | undefined {
  if (!/^[\w-]{42}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  // The last character has bits to spare: only the spelling that was made is ours.
  const genuine =
    bytes.length === TOKEN_BYTES &&
    Object.values(VERSIONS).some((version) => version === bytes[0]) &&
    bytes.toString("base64url") === token;
  return genuine ? bytes : undefined;
}

function openSiv(mac: Buffer, sealed: Buffer, key: LinkKey): Buffer | undefined {
  const texts = Buffer.concat([sealed], MAC_BYTES);
  return openShort({ vectors: mac, texts }, BODY_BYTES, sivKey(key));
}

/** A key of the link key's own for this one use: the same bytes under two ways to authenticate would have to be shown to be harmless. */
function sivKey({ secret }: LinkKey): Buffer {
  const known = sivKeys.get(secret) ?? Buffer.from(hkdfSync("sha512", secret, "", "twostage link siv", 64));
  sivKeys.set(secret, known);
  return known;
}

const sivKeys = new WeakMap<Buffer, Buffer>();

/** A token of the first version: its vector for counter mode is the HMAC of its body. */
function openHmac(mac: Buffer, sealed: Buffer, { secret }: LinkKey): Buffer | undefined {
  const body = createDecipheriv("aes-256-ctr", secret.subarray(32, 64), mac).update(sealed);
  const right = createHmac("sha256", secret.subarray(0, 32))
    .update(Buffer.from([VERSIONS.hmac]))
    .update(body)
    .digest()
    .subarray(0, MAC_BYTES);
  return timingSafeEqual(mac, right) ? body : undefined;
}
