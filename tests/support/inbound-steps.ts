import { prisma } from "~/db/client";
import { readMail, type InboundMail } from "~/integrations/inbound/readMail";
import { readPost } from "~/integrations/inbound/readPost";
import { encode, type IncomingMail } from "../simulators/sendgrid/inbound";
import { START } from "./factories";

export const INBOUND_DOMAIN = "feedback.beacon-spares.example";

/** Gives the shop an inbound domain by which mail has come in. */
export async function useInbound(shopId: number): Promise<void> {
  await prisma().shopSettings.update({
    where: { shopId },
    data: { inboundDomain: INBOUND_DOMAIN, inboundSeenAt: START },
  });
}

/** A mail as the app reads it from what SendGrid posts. */
export async function mail(given: Partial<IncomingMail> & { from: string }): Promise<InboundMail> {
  const whole = {
    to: `hello@${INBOUND_DOMAIN}`,
    subject: "About your emails",
    text: "Hello, do you sell fans?",
    ...given,
  };
  const { body, contentType } = encode(whole, { sendRaw: true, spamCheck: false }, START);
  return readMail(await readPost(contentType, body));
}
