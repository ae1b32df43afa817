import { pool } from "~/db/client";
import {
  countReview,
  readReviewContacts,
  readReviewRows,
  type ReviewContact,
  type ReviewPosition,
  type ReviewRow,
} from "~/db/review";
import type { Evidence } from "~/policy/legalForm";

/** A company, or somebody without one, whose legal form is to be looked at. */
export interface ReviewItem {
  readonly id: string;
  readonly name: string;
  /** All its contacts to be looked at, and how many of them are contradicted. */
  readonly contacts: number;
  readonly contradicted: number;
  /** Orders of all of them together. */
  readonly orders: number;
  readonly lastOrderAt: Date | null;
  /** What was seen of those shown, each piece once. */
  readonly evidence: readonly Evidence[];
  /** Those with the most orders. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
}

export interface ReviewPage {
  readonly items: readonly ReviewItem[];
  /** Contacts to be looked at, all pages together. */
  readonly contacts: number;
  readonly contradicted: number;
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 25;
const PEOPLE = 4;

/**
 * One page of the review desk: companies whose contacts' legal form is not known or contradicted, most orders first, then most contacts. Only contacts whose decision could come out otherwise are on it: not the excluded, nor
 * those without a usable address, nor personal mailboxes. A row decided a moment ago is left out even before its sums are kept.
 */
export async function listReview(
  shopId: number,
  { contradictedOnly, after }: { readonly contradictedOnly: boolean; readonly after?: string },
): Promise<ReviewPage> {
  const [rows, counts] = await Promise.all([
    readReviewRows(pool(), shopId, { contradictedOnly, after: position(after), limit: PAGE + 1 }),
    countReview(pool(), shopId),
  ]);
  const page = rows.slice(0, PAGE);
  const contacts = await readReviewContacts(
    pool(),
    shopId,
    page.map(({ id }) => id),
  );
  const last = page.at(-1);
  return {
    items: page.flatMap((row) =>
      itemOf(
        row,
        contacts.filter(({ itemId }) => itemId === row.id),
      ),
    ),
    ...counts,
    next: rows.length > PAGE && last ? `${last.orders}_${last.contacts}_${last.id}` : null,
  };
}

function itemOf(row: ReviewRow, shown: readonly ReviewContact[]): ReviewItem[] {
  const [first] = shown;
  if (!first) return [];
  const evidence = new Map(shown.flatMap((each) => each.evidence.map((piece) => [JSON.stringify(piece), piece])));
  return [
    {
      id: row.id,
      name: first.company || nameOf(first),
      contacts: row.contacts,
      contradicted: row.contradicted,
      orders: Number(row.orders),
      lastOrderAt: row.lastOrderAt,
      evidence: [...evidence.values()],
      people: shown.slice(0, PEOPLE).map((each) => ({ id: each.id, name: nameOf(each) })),
    },
  ];
}

const nameOf = ({ name, email }: ReviewContact) => name || email;

/** A cursor that no page gave begins at the first. */
function position(after = ""): ReviewPosition | undefined {
  const [, orders, contacts, id] = /^(\d{1,18})_(\d{1,9})_(\d{1,18})$/.exec(after) ?? [];
  return orders && contacts && id ? { orders, contacts: Number(contacts), id } : undefined;
}
