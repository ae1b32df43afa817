import { prisma } from "~/db/client";
import { createSendGrid } from "~/integrations/sendgrid/client";
import type { SenderDomain } from "~/integrations/sendgrid/senderDomain";
import { env } from "~/lib/env";
import { readSendGridKey } from "./settings";

/** Somebody waits for the answer. */
const TIME_LIMIT_MS = 10_000;

/** How SendGrid has authenticated the shop's sender at this moment. Never throws for what SendGrid answers. */
export async function readSenderDomain(shopId: number): Promise<SenderDomain> {
  const settings = await prisma().shopSettings.findUnique({ where: { shopId }, select: { fromEmail: true } });
  const apiKey = await readSendGridKey(shopId);
  if (!apiKey || !settings?.fromEmail) return "key_refused";
  const sendGrid = createSendGrid({ apiKey, baseUrl: env().SENDGRID_BASE_URL, timeoutMs: TIME_LIMIT_MS });
  return sendGrid.readSenderDomain(settings.fromEmail);
}
