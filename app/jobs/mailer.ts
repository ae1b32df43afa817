import { createSendGrid, type SendGrid } from "~/integrations/sendgrid/client";
import type { MailSendBody, SendOutcome } from "~/integrations/sendgrid/mailSend";
import type { SuppressionList } from "~/integrations/sendgrid/suppressions";
import { env } from "~/lib/env";
import { readSendGridKey } from "~/services/shops/settings";

/** Gives delivery, the reading of suppressions and the setting up of reports their way to SendGrid: the only place where they meet. One client a shop, renewed when its key changes. */
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
  // Nor where the database did not tell the key: nothing has left, so it is tried again.
  const keyNotRead: SendOutcome = { kind: "retry_later", code: "key_not_read", afterSeconds: 1 };

  async function send(shopId: number, request: (client: SendGrid) => Promise<SendOutcome>): Promise<SendOutcome> {
    let client: SendGrid | undefined;
    try {
      client = await clientOf(shopId);
    } catch {
      return keyNotRead;
    }
    return client ? request(client) : noKey;
  }

  return {
    sendBatch: (shopId: number, body: Buffer) => send(shopId, (client) => client.sendBatch(body)),
    sendOne: (shopId: number, body: MailSendBody) => send(shopId, (client) => client.sendOne(body)),
    listSuppressions: async (
      shopId: number,
      list: SuppressionList,
      options: { offset: number; until: Date; since?: Date },
    ) => (await clientOf(shopId))?.listSuppressions(list, options),
    setUpEvents: async (shopId: number, url: string) => (await clientOf(shopId))?.setUpEvents(url),
    suppress: async (shopId: number, emails: readonly string[]) => (await clientOf(shopId))?.suppress(emails),
    unsuppress: async (shopId: number, email: string) => (await clientOf(shopId))?.unsuppress(email),
  };
}
