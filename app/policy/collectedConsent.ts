/** A moment that somebody wrote down: milliseconds since 1970, and whether the time of day was written too. */
export interface WrittenMoment {
  readonly at: number;
  readonly timed: boolean;
}

/** What a merchant holds of a consent that was collected elsewhere; a moment that cannot be read or is still to come is none. */
export interface CollectedConsent {
  readonly askedAt: WrittenMoment | undefined;
  readonly confirmedAt: WrittenMoment | undefined;
  /** The words that were shown. */
  readonly wording: string;
  /** What shows the second stage, and where it is kept. */
  readonly proof: string;
}

/** What the evidence amounts to: both stages, or what is amiss with it. Only `confirmed` lets anybody be mailed, and only with the merchant's signed statement. */
export const EVIDENCE_VERDICTS = ["confirmed", "no_first_stage", "no_second_stage", "times_contradict"] as const;
export type EvidenceVerdict = (typeof EVIDENCE_VERDICTS)[number];

const DAY_MS = 86_400_000;

/**
 * Weighs evidence of a consent collected elsewhere (P4, P13; UK GDPR Art 7(1)): when it was asked for and with which words; when and how it was confirmed in a second step, no earlier than it was asked for. Where only a day is written of one of them, days are
 * compared. Words that say there is nothing, such as "none", are nothing.
 */
export function weighCollected({ askedAt, confirmedAt, wording, proof }: CollectedConsent): EvidenceVerdict {
  if (!askedAt || saysNothing(wording)) return "no_first_stage";
  if (!confirmedAt || saysNothing(proof)) return "no_second_stage";
  const exact = askedAt.timed && confirmedAt.timed;
  const [asked, confirmed] = exact ? [askedAt.at, confirmedAt.at] : [dayOf(askedAt), dayOf(confirmedAt)];
  return asked <= confirmed ? "confirmed" : "times_contradict";
}

const dayOf = ({ at }: WrittenMoment) => Math.floor(at / DAY_MS);

const NOTHING = new Set(["no", "none", "nil", "null", "undefined", "unknown", "n a", "na", "not available", "not known", "tbc", "tba"]); // prettier-ignore

function saysNothing(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return words === "" || NOTHING.has(words);
}

const ADDRESS = /[^\s@<>()[\]"',;:]+@[^\s@<>()[\]"',;:]+/g;
const IP_V4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
/** Eight groups, or fewer with a double colon; a time of day has three at most. */
const IP_V6 = /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}|[0-9a-f:]*::[0-9a-f:]*)(?![\w:])/gi;

/** A text as the ledger may hold it: without email and IP addresses, which are of persons. The ledger is never changed, so nothing of the kind may enter it. */
export function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, "[address]").replace(IP_V4, "[IP address]").replace(IP_V6, "[IP address]");
}
