import type { ConsentStanding } from "./facts";

/** What is true here of one address. Moments are milliseconds since 1970. */
export interface ConsentTruth {
  /** Since when the address, matched broadly, is on the exclusion list; `undefined` when it is not. */
  readonly excludedSince: number | undefined;
  /** What the ledger says of the exact address, and since when. */
  readonly standing: ConsentStanding;
  readonly standingSince: number | undefined;
  /** When the address was last taken off the exclusion list, at the person's wish; `undefined` when it never was. */
  readonly releasedAt: number | undefined;
  /** The moment of the opt-out that this release took back, if it took one back: what Shopify was told of that very moment was ours. */
  readonly undoneAt?: number | undefined;
}

/** What Shopify says of the same address. */
export interface StoreConsentState {
  readonly state: string;
  readonly optIn: string | undefined;
  /** When it last changed; `undefined` when Shopify does not say. */
  readonly since: number | undefined;
}

/** What is to be written to Shopify, or why nothing is. */
export type ConsentWrite =
  | { readonly write: "SUBSCRIBED"; readonly at: number }
  /** Without a moment, Shopify dates it itself. */
  | { readonly write: "UNSUBSCRIBED"; readonly at: number | undefined }
  | {
      readonly write: "nothing";
      readonly why: "already_so" | "nothing_to_say" | "store_unsubscribed" | "not_writable";
    };

/**
 * What Shopify must be told of an address (P4, P10, P12). Excluded: UNSUBSCRIBED. Else confirmed in two stages: SUBSCRIBED. Else nothing at all: whoever may be mailed on legitimate interest has
 * not subscribed to anything. The most restrictive wins: an unsubscribe in Shopify is never written over, whatever its date, since it excludes here too; unless the person was taken off the exclusion list after it, and confirmed anew
 * after that, or it is the app's own of an opt-out that the person has taken back.
 */
export function consentWrite(truth: ConsentTruth, store: StoreConsentState): ConsentWrite {
  if (store.state === "REDACTED") return nothing("not_writable");
  if (truth.excludedSince !== undefined) {
    if (store.state === "UNSUBSCRIBED") return nothing("already_so");
    // Shopify goes by the newest date: with an older one than its own, the opt-out would be passed over.
    const newer = store.since === undefined || truth.excludedSince > store.since;
    return { write: "UNSUBSCRIBED", at: newer ? truth.excludedSince : undefined };
  }
  if (truth.standing !== "confirmed" || truth.standingSince === undefined) return nothing("nothing_to_say");
  if (store.state === "UNSUBSCRIBED" && !isAnswered(store, truth, truth.standingSince))
    return nothing("store_unsubscribed");
  if (store.state === "INVALID") return nothing("not_writable");
  if (store.state === "SUBSCRIBED" && store.optIn === "CONFIRMED_OPT_IN") return nothing("already_so");
  return { write: "SUBSCRIBED", at: truth.standingSince };
}

/** Whether the person came back after this unsubscribe: released, and then confirmed; or took back the opt-out that it tells of, which Shopify keeps to the second. */
function isAnswered(
  { since }: StoreConsentState,
  { releasedAt, undoneAt }: ConsentTruth,
  confirmedAt: number,
): boolean {
  if (since === undefined || releasedAt === undefined || since > releasedAt) return false;
  return releasedAt < confirmedAt || (undoneAt !== undefined && second(since) === second(undoneAt));
}

const second = (moment: number) => Math.floor(moment / 1000);

function nothing(why: Extract<ConsentWrite, { write: "nothing" }>["why"]): ConsentWrite {
  return { write: "nothing", why };
}
