import { randomBytes } from "node:crypto";
import { pool, prisma } from "~/db/client";
import { batchSizeOf } from "~/policy/sendingPlan";
import { MAX_PERSONALIZATIONS } from "~/integrations/sendgrid/mailSend";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { contentOf, renderFor } from "~/services/campaigns/mailOf";
import { loadShopState } from "~/services/shops/setUp";
import { makeDraft, START } from "../support/factories";

/** What every benchmark gets. */
export interface Bench {
  /** How many items: a million, or a tenth with `--quick`. */
  readonly items: number;
  /** Where generated files are kept. */
  readonly folder: string;
}

/** A shop of its own for a turn. */
export async function makeBenchShop(): Promise<number> {
  const { id } = await prisma().shop.create({
    data: { domain: `bench-${randomBytes(6).toString("hex")}.myshopify.com` },
  });
  return id;
}

/** A campaign that is sending, its audience decided. Started past the preflight, which would look for the sender's domain and the mail's links out in the world. */
export async function makeSendingCampaign(shopId: number): Promise<number> {
  const id = await makeDraft(shopId);
  const campaign = await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
  const content = await renderFor(await loadShopState(shopId, START), contentOf(campaign));
  await pool().query(
    "UPDATE campaign SET state = 'sending', content = $3, started_at = $4, batch_size = $5 WHERE shop_id = $1 AND id = $2",
    [shopId, id, JSON.stringify(content), START, batchSizeOf(campaign, MAX_PERSONALIZATIONS)],
  );
  await buildAudience(shopId, id, START);
  return id;
}
