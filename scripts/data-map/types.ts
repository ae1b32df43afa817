import type { RetentionId } from "../../app/services/privacy/retentionRules";

/** Whom a column is about. `hash`: a contact, but by a keyed hash or a number that tells nobody who they are. */
export type About = "contact" | "hash" | "staff" | "merchant" | "nobody";

/** Until when a column is kept: a rule of retention, or one of these. */
export type Kept =
  | RetentionId
  /** Until the person is erased (`customers/redact`, or staff). */
  | "person"
  /** Until the store's data is erased, after the app was removed (`shop/redact`). */
  | "store"
  /** For good: evidence, and what goes on protecting people. */
  | "proof"
  /** While the work lasts that it is for. */
  | "work"
  /** Until it is written anew. */
  | "replaced";

/** Some columns of a table, by their names and spaces: what they are for, whom they are about, and how long they are kept where that is not as the table says. */
export type Columns = readonly [names: string, purpose: string, about: About, kept?: readonly Kept[]];

/** One table of the database. */
export interface DataTable {
  readonly table: string;
  readonly holds: string;
  readonly kept: readonly Kept[];
  readonly columns: readonly Columns[];
}
