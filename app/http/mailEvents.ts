import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyObject } from "node:crypto";
import { prisma } from "~/db/client";
import { eventPublicKey, verifyEvents } from "~/integrations/sendgrid/verifyEvents";
import { heedAlarms } from "~/services/campaigns/heedAlarms";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { answerText, readBody } from "./answer";

/** SendGrid sends up to some hundred kilobytes at once. */
const BODY_LIMIT = 4 * 1024 * 1024;

const keys = new Map<string, KeyObject>();

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
  const settings = await prisma().shopSettings.findUnique({ where: { shopId }, select: { eventPublicKey: true } });
  if (!settings?.eventPublicKey) return answerText(response, 404, "No such webhook");
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const signed = {
    signature: header("x-twilio-email-event-webhook-signature"),
    timestamp: header("x-twilio-email-event-webhook-timestamp"),
  };
  if (!verifyEvents(body, signed, keyOf(settings.eventPublicKey), new Date()))
    return answerText(response, 401, "Bad signature");
  let events: unknown;
  try {
    events = JSON.parse(body.toString("utf8"));
  } catch {
    return answerText(response, 400, "Not JSON");
  }
  if (!Array.isArray(events)) return answerText(response, 400, "Not a list of events");
  await heedAlarms(shopId, await recordMailEvents(shopId, events), new Date());
  answerText(response, 200, "Taken");
}

function keyOf(base64: string): KeyObject {
  const key = keys.get(base64) ?? eventPublicKey(base64);
  keys.set(base64, key);
  return key;
}
