import { type SentMessage } from "./messages";

export type EventName = "processed" | "delivered" | "bounce" | "dropped" | "deferred" | "spamreport" | "unsubscribe";

/** One event as the event webhook carries it; custom arguments stand beside the fields, as strings. */
export interface SendGridEvent {
  email: string;
  /** Seconds since 1970. */
  timestamp: number;
  event: EventName;
  sg_event_id: string;
  sg_message_id: string;
  "smtp-id"?: string;
  [field: string]: unknown;
}

/** Builds an event about a message; `details` are the fields of its kind (reason, status, type, response, ...). */
export function eventAbout(
  message: SentMessage,
  event: EventName,
  at: Date,
  eventId: string,
  details: Record<string, string> = {},
): SendGridEvent {
  return {
    ...message.customArgs,
    ...details,
    ...(message.categories.length > 0 ? { category: message.categories } : {}),
    email: message.to,
    timestamp: Math.floor(at.getTime() / 1000),
    "smtp-id": `<${message.xMessageId}@geopod-ismtpd-canary-0>`,
    event,
    sg_event_id: eventId,
    sg_message_id: message.sgMessageId,
  };
}
