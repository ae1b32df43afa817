import type { MailEvent } from "~/services/delivery/mailEvent";

/** What a benchmark's recipients come to: of 1000 mails five bounce and one is reported as spam. */
const happening = (seq: number): MailEvent["event"] =>
  seq % 200 === 0 ? "bounce" : seq % 1000 === 7 ? "spamreport" : "delivered";

/** The event of each of these recipients, one a recipient. */
export function eventsFor(shopId: number, campaignId: number, first: number, count: number, timestamp: number) {
  return Array.from({ length: count }, (_, index) => {
    const seq = first + index;
    return {
      email: `r${seq}@firm.example`,
      timestamp,
      event: happening(seq),
      sg_event_id: `event-${seq}`,
      sg_message_id: `message-${seq}.recvd-abcdef-12345-1`,
      "smtp-id": `<${seq}@geopod.example>`,
      twostage_recipient: `${shopId}-${campaignId}-${seq}`,
      response: "250 2.0.0 OK",
    };
  });
}
