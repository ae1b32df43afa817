import { z } from "zod";

/** SendGrid's lists of whom it no longer mails for good, in the order in which they are read. Blocks are passing refusals and are not among them. */
export const SUPPRESSION_LISTS = ["unsubscribes", "spam_reports", "bounces"] as const;
export type SuppressionList = (typeof SUPPRESSION_LISTS)[number];

/** SendGrid gives no more at once. */
export const SUPPRESSIONS_A_PAGE = 500;

/** One address on one of these lists. */
export interface Suppression {
  readonly email: string;
  /** When SendGrid put it there. */
  readonly at: Date;
}

/** A page of a list, or why there is none: the key is refused, may not read suppressions, or SendGrid cannot be reached. */
export type SuppressionPage =
  | { readonly kind: "page"; readonly entries: readonly Suppression[]; readonly read: number }
  | { readonly kind: "failed"; readonly code: "key_refused" | "not_allowed" | "unreachable" };

/** How writing to SendGrid's global unsubscribes ended. `refused`: it does not take the addresses at these positions. */
export type SuppressionWriteOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly positions: readonly number[] }
  | { readonly kind: "failed"; readonly code: "key_refused" | "not_allowed" | "unreachable" };

const entry = z.object({
  email: z.string().min(1),
  created: z.number().int().nonnegative(),
  status: z.string().nullish(),
});

const complaint = z.object({ errors: z.array(z.object({ field: z.string().nullish() })) });

/** Positions of the addresses that SendGrid names in a refusal: `recipient_emails.3`. */
export function refusedAddresses(body: unknown): number[] {
  const read = complaint.safeParse(body);
  return (read.data?.errors ?? []).flatMap(({ field }) => {
    const position = /^recipient_emails\.(\d+)$/.exec(field ?? "")?.[1];
    return position === undefined ? [] : Number(position);
  });
}

/**
 * Reads a page as SendGrid answers it. Bounces with a status of the passing kind (RFC 3463: 4.x.x) are left out, though counted in `read`; so is what is no entry. Throws for what is no list at all.
 */
export function readSuppressions(list: SuppressionList, body: unknown): { entries: Suppression[]; read: number } {
  const rows = z.array(z.unknown()).parse(body);
  const entries = rows.flatMap((row) => {
    const read = entry.safeParse(row);
    if (!read.success || (list === "bounces" && read.data.status?.startsWith("4."))) return [];
    return [{ email: read.data.email, at: new Date(read.data.created * 1000) }];
  });
  return { entries, read: rows.length };
}
