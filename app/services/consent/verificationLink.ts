import { createHash } from "node:crypto";

/** What is stored of the token in a verification mail's links. Mail programs hang punctuation on links and wrap them: what is not of the alphabet was not ours. */
export function hashToken(token: string): Buffer {
  return createHash("sha256")
    .update(token.replace(/[^\w-]/g, ""))
    .digest();
}

/** Coarse on purpose: the ledger keeps no data that could identify a person. */
export function browserFamily(userAgent: string | null): string {
  return /\b(Firefox|Edg|OPR|Chrome|Safari)\b/.exec(userAgent ?? "")?.[1] ?? "other";
}
