/**
 * What becomes of a row of a list, each row one. Only `added` is stored as a contact. In the order in which they decide, but for `duplicate`, which is another row's address that would be added, and `added`, which is left.
 */
export const PROSPECT_VERDICTS = [
  "added",
  "unreadable",
  "no_address",
  "excluded",
  "known",
  "no_provenance",
  "outside_sector",
  "individual",
  "duplicate",
] as const;
export type ProspectVerdict = (typeof PROSPECT_VERDICTS)[number];

/** How many rows have each verdict; a verdict that no row has may be missing. */
export type VerdictCounts = Readonly<Partial<Record<ProspectVerdict, number>>>;
