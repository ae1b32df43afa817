import { createHash, randomBytes } from "node:crypto";

/** A new token for a mailed link, and what is stored of it: whoever reads the database cannot follow the link. */
export function makeToken(): { readonly token: string; readonly hash: Buffer } {
  const token = randomBytes(24).toString("base64url");
  return { token, hash: hashToken(token) };
}

/** What is stored of the token in a verification mail's links. Mail programs hang punctuation on links and wrap them: what is not of the alphabet was not ours. */
export function hashToken(token: string): Buffer {
  return createHash("sha256")
    .update(token.replace(/[^\w-]/g, ""))
    .digest();
}
