import { createSendGrid, type SendGrid } from "~/integrations/sendgrid/client";
import type { MailSendBody, SendOutcome } from "~/integrations/sendgrid/mailSend";
import type { SuppressionList } from "~/integrations/sendgrid/suppressions";
import { env } from "~/lib/env";
import { readSendGridKey } from "~/services/shops/settings";

/** Gives delivery, and the reading of suppressions, their way to SendGrid: the only place where they meet. One client a shop, renewed when its key changes. */
export function createMailer() {
  const clients = new Map<number, { key: string; client: SendGrid }>();

  async function clientOf(shopId: number): Promise<SendGrid | undefined> {
    const key = await readSendGridKey(shopId);
    if (!key) return undefined;
    const known = clients.get(shopId);
    if (known?.key === key) return known.client;
    const client = createSendGrid({ apiKey: key, baseUrl: env().SENDGRID_BASE_URL });
    clients.set(shopId, { key, client });
    return client;
  }

  // Without a key nothing can have been taken: the account is at fault, as with a key that SendGrid refuses.
  const noKey: SendOutcome = { kind: "refused", code: "401", account: true, refusedPositions: [] };

  return {
    sendBatch: async (shopId: number, body: Buffer) => (await clientOf(shopId))?.sendBatch(body) ?? noKey,
    sendOne: async (shopId: number, body: MailSendBody) => (await clientOf(shopId))?.sendOne(body) ?? noKey,
    listSuppressions: async (
      shopId: number,
      list: SuppressionList,
      options: { offset: number; until: Date; since?: Date },
    ) => (await clientOf(shopId))?.listSuppressions(list, options),
    suppress: async (shopId: number, emails: readonly string[]) => (await clientOf(shopId))?.suppress(emails),
    unsuppress: async (shopId: number, email: string) => (await clientOf(shopId))?.unsuppress(email),
  };
}
