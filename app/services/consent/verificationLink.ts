import { createHash } from "node:crypto";

/** What is stored of the token in a verification mail's links. Mail programs hang punctuation on links and wrap them: what is not of the alphabet was not ours. */
export function hashToken(token: string): Buffer {
  return createHash("sha256")
    .update(token.replace(/[^\w-]/g, ""))
    .digest();
}
