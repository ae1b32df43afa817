import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Problem } from "./errors";

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret under the first root of the ring (AES-256-GCM, key derived by HKDF for the purpose).
 * Layout: version, IV, tag, ciphertext.
 */
export function seal(secret: Uint8Array, purpose: string, roots: readonly string[]): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", derive(roots[0] ?? "", purpose), iv);
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), body]);
}

/**
 * Opens what `seal` made under any root of the ring. `stale` says that it was sealed under another than the first, and should be
 * sealed anew. Throws `Problem("key_unreadable")` when no root opens it.
 */
export function open(
  sealed: Uint8Array,
  purpose: string,
  roots: readonly string[],
): { secret: Buffer; stale: boolean } {
  const bytes = Buffer.from(sealed);
  if (bytes[0] === VERSION && bytes.length >= 1 + IV_BYTES + TAG_BYTES) {
    const iv = bytes.subarray(1, 1 + IV_BYTES);
    const tag = bytes.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
    const body = bytes.subarray(1 + IV_BYTES + TAG_BYTES);
    for (const [index, root] of roots.entries()) {
      try {
        const decipher = createDecipheriv("aes-256-gcm", derive(root, purpose), iv, { authTagLength: TAG_BYTES });
        decipher.setAuthTag(tag);
        return { secret: Buffer.concat([decipher.update(body), decipher.final()]), stale: index > 0 };
      } catch {
        continue;
      }
    }
  }
  throw new Problem("key_unreadable");
}

function derive(root: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", root, "twostage", `seal:${purpose}`, 32));
}
