import { approveCampaign, readApproval } from "~/services/campaigns/approval";

/** Approves a campaign as it is, as whoever has just opened it would. */
export async function approve(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  await approveCampaign(shopId, id, (await readApproval(shopId, id)).content, actor, at);
}
