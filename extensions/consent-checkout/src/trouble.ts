/** Why something the shopper asked for did not happen. */
export type Trouble = "failed" | "offline";

/** Tells a lost connection, which the shopper can mend, from everything else. */
export function troubleNow(): Trouble {
  return navigator.onLine === false ? "offline" : "failed";
}
