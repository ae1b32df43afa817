import type { SingleMail } from "@prisma/client";
import type { Sql } from "~/db/transaction";
import { renderReminderMail } from "~/email/reminderMail";
import { env } from "~/lib/env";
import { countWaiting } from "~/services/feedback/remindStaff";
import type { ShopState } from "~/services/shops/setUp";
import { compose, type NotSent, type Prepared } from "./compose";

/** Makes the mail that reminds the merchant of what is due, as it stands when it goes. Says so when nothing is any more. */
export async function prepareReminder(
  tx: Sql,
  { shopId, id }: SingleMail,
  { shop, settings }: ShopState,
  at: Date,
): Promise<Prepared | NotSent> {
  if (!settings?.contactEmail) return "sender_gone";
  const { feedback, privacy } = await countWaiting(tx, shopId, at);
  if (feedback.overdue + feedback.soon + privacy.overdue + privacy.soon === 0) return "nothing_due";
  const page = (path: string) => `https://${shop.domain}/admin/apps/${env().SHOPIFY_API_KEY}/app/${path}`;
  const rendered = renderReminderMail({
    tradingName: settings.tradingName || settings.registeredName,
    feedback: { ...feedback, url: page("feedback") },
    privacy: { ...privacy, url: page("privacy") },
  });
  return { body: compose(settings, settings.contactEmail, rendered, { twostage_reminder: `${shopId}-${id}` }) };
}
