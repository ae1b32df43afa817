import type { Tick } from "./tick";
import { troubleNow, type Trouble } from "./trouble";

/** The app answers in well under a second; a shopper should not watch a spinner for longer than this. */
const TIMEOUT_MS = 10_000;

/**
 * Asks the app to send the confirmation link for an order (P13): `POST {orderId, wordingVersion, wording, locale}`
 * with the checkout session token. Never throws: tells whether the app took the request.
 * The app reads the address from the order itself, so none is sent from here.
 */
export async function requestLink(
  endpoint: string,
  sessionToken: () => Promise<string>,
  orderId: string,
  tick: Tick,
): Promise<"sent" | Trouble> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { Authorization: `Bearer ${await sessionToken()}`, "Content-Type": "application/json" },
      body: JSON.stringify({ orderId, ...tick }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok ? "sent" : "failed";
  } catch {
    return troubleNow();
  }
}
