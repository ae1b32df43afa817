import type { Campaign } from "@prisma/client";
import { readApproval, type Approval } from "./approval";
import { sendingMark } from "./sendingMark";

/** When and how fast a campaign goes, and what a second person still has to do. */
export interface SendingOptions {
  readonly state: "draft" | "scheduled";
  readonly scheduledFor: Date | null;
  /** Why it did not start when its time had come, as a code. */
  readonly scheduleFailure: string | null;
  readonly plan: Pick<Campaign, "windowDays" | "windowFrom" | "windowUntil" | "perHour" | "perDay" | "warmUp">;
  /** Stands for who it goes to, when and how fast, as it is now: `seenSending` of a start. */
  readonly mark: string;
  readonly approval: Approval;
  /** Whether whoever looks may approve it: anybody but who changed it last. */
  readonly mayApprove: boolean;
}

/** Reads them of a campaign that has not been started, for a member of staff. */
export async function readSendingOptions(campaign: Campaign, actor: string): Promise<SendingOptions> {
  const approval = await readApproval(campaign.shopId, campaign.id);
  const { windowDays, windowFrom, windowUntil, perHour, perDay, warmUp } = campaign;
  return {
    state: campaign.state === "scheduled" ? "scheduled" : "draft",
    scheduledFor: campaign.scheduledFor,
    scheduleFailure: campaign.scheduleFailure,
    plan: { windowDays, windowFrom, windowUntil, perHour, perDay, warmUp },
    mark: sendingMark(campaign),
    approval,
    mayApprove: approval.writtenBy !== actor,
  };
}
