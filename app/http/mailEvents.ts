import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyObject } from "node:crypto";
import { eventPublicKey, verifyEvents } from "~/integrations/sendgrid/verifyEvents";
import { heedAlarms } from "~/services/campaigns/heedAlarms";
import { readEventPublicKey, recordMailEvents } from "~/services/delivery/recordMailEvents";
import { answerText, readBody } from "./answer";

/** SendGrid sends up to some hundred kilobytes at once. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** How long a key that was replaced may still be taken: posts come by thousands, and each would read it. */
const KEY_LASTS_MS = 5_000;

const keys = new Map<number, { readonly text: string; readonly key: KeyObject; readonly readAt: number }>();

/**
 * Takes SendGrid's signed events for one shop: `POST /sendgrid/events/<shop>`. Answers 200 when they are stored; anything else makes SendGrid send them again. A small handler before Remix, since events come in thousands.
 */
export async function takeMailEvents(
  request: IncomingMessage,
  response: ServerResponse,
  shopId: number,
): Promise<void> {
  const body = await readBody(request, BODY_LIMIT);
  if (!body) return answerText(response, 413, "Too large");
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const signed = {
    signature: header("x-twilio-email-event-webhook-signature"),
    timestamp: header("x-twilio-email-event-webhook-timestamp"),
  };
  const check = await checkSignature(shopId, (key) => verifyEvents(body, signed, key, new Date()));
  if (check === "no_webhook") return answerText(response, 404, "No such webhook");
  if (check === "bad") return answerText(response, 401, "Bad signature");
  let events: unknown;
  try {
    events = JSON.parse(body.toString("utf8"));
  } catch {
    return answerText(response, 400, "Not JSON");
  }
  if (!Array.isArray(events)) return answerText(response, 400, "Not a list of events");
  const heardAt = new Date();
  await heedAlarms(shopId, await recordMailEvents(shopId, events, heardAt), heardAt);
  answerText(response, 200, "Taken");
}

/** Checks by the key that was last read for the shop, and reads it anew where that is old or refuses: a key that was just set up counts at once. */
async function checkSignature(
  shopId: number,
  holds: (key: KeyObject) => Promise<boolean>,
): Promise<"good" | "bad" | "no_webhook"> {
  const known = keys.get(shopId);
  const fresh = known !== undefined && performance.now() - known.readAt < KEY_LASTS_MS;
  if (fresh && (await holds(known.key))) return "good";
  const text = await readEventPublicKey(shopId);
  if (!text) {
    keys.delete(shopId);
    return "no_webhook";
  }
  // Refused by it already: a body may be large.
  if (fresh && known.text === text) return "bad";
  const key = known?.text === text ? known.key : eventPublicKey(text);
  keys.set(shopId, { text, key, readAt: performance.now() });
  return (await holds(key)) ? "good" : "bad";
}
