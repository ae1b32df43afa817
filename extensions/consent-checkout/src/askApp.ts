import { troubleNow, type Trouble } from "./trouble";

/** The app answers in well under a second; a shopper should not watch a spinner for longer than this. */
const TIMEOUT_MS = 10_000;

/**
 * Asks the app something with the page's session token, by which the app knows the shop and who is logged in: a GET, or a POST of `body`. Never throws: gives the answer's JSON, or why there is none. No address is ever sent from
 * here: the app reads it from Shopify.
 */
export async function askApp(
  endpoint: string,
  sessionToken: () => Promise<string>,
  body?: object,
): Promise<{ answer: unknown } | Trouble> {
  try {
    const response = await fetch(endpoint, {
      method: body ? "POST" : "GET",
      headers: {
        Authorization: `Bearer ${await sessionToken()}`,
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return { answer: await response.json() };
    return response.status === 429 ? "often" : "failed";
  } catch {
    return troubleNow();
  }
}
