/** Why something the shopper asked for did not happen; `often`: the app has sent this address as many links as it sends. */
export type Trouble = "failed" | "offline" | "often";

/** Tells a lost connection, which the shopper can mend, from everything else. */
export function troubleNow(): Trouble {
  return navigator.onLine === false ? "offline" : "failed";
}
