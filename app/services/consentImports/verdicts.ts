/**
 * What becomes of a row of a file of consents collected elsewhere, each row one. `confirmed` is evidence of both stages; `withdrawal_stands` is the same, but the person withdrew here before, which only they can undo; the next three are
 * kept as asked for elsewhere and unconfirmed; the rest is set aside.
 */
export const IMPORT_VERDICTS = [
  "confirmed",
  "withdrawal_stands",
  "no_first_stage",
  "no_second_stage",
  "times_contradict",
  "unreadable",
  "no_address",
  "excluded",
  "withdrawn",
  "known",
  "duplicate",
] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** Verdicts with which a row goes into the ledger, with evidence of both stages or without. */
export const WITH_EVIDENCE: readonly ImportVerdict[] = ["confirmed", "withdrawal_stands"];
export const WITHOUT_EVIDENCE: readonly ImportVerdict[] = ["no_first_stage", "no_second_stage", "times_contradict"];
export const RECORDED: readonly ImportVerdict[] = [...WITH_EVIDENCE, ...WITHOUT_EVIDENCE];

/** How many rows have each verdict; a verdict that no row has may be missing. */
export type ImportCounts = Readonly<Partial<Record<ImportVerdict, number>>>;

/** How many rows have one of these verdicts. */
export const countOf = (counts: ImportCounts, verdicts: readonly ImportVerdict[]): number =>
  verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0);

/** What whoever answers for the evidence signs. Kept with each import as it was signed. */
export const STATEMENT =
  "For every row that counts as confirmed here, the person asked for our marketing by email with the words given, and confirmed it themselves in a second step. We keep the evidence where the file says, and will show it to whoever may ask for it.";
