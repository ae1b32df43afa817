import { prisma } from "~/db/client";
import { Problem } from "~/lib/errors";
import { cleanText } from "~/lib/mailText";
import { isOptOutReason, MAX_FEEDBACK_LENGTH, OPT_OUT_REASONS } from "~/policy/feedback";
import { admitFeedback } from "~/services/consent/attempts";
import { findRecipient, readTarget } from "~/services/exclusions/linkTarget";
import { addressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { openCase } from "./cases";

/**
 * Takes what somebody says on the opt-out page of why they opted out (P14, P15): a reason is counted for the campaign, once a recipient; words become a case. Both may be missing. Throws `Problem` with `link_invalid`, or `too_many_attempts` past
 * five an hour.
 */
export async function takeNote(
  shopId: number,
  token: string,
  said: { readonly reason: string; readonly note: string },
  at: Date,
): Promise<void> {
  const target = await readTarget(shopId, token);
  const { campaignId, recipientSeq } = target;
  if (recipientSeq === 0) return;
  const reason = isOptOutReason(said.reason) ? said.reason : undefined;
  const note = cleanText(said.note, MAX_FEEDBACK_LENGTH).trim();
  if (!reason && note === "") return;
  const { key, email } = await findRecipient(target);
  const keys = await addressKeys(shopId);
  const { timezone } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { timezone: true } });
  await whileInstalled(shopId, async (tx) => {
    const noter = { kind: "noter" as const, of: `${campaignId}:${recipientSeq}` };
    if (!(await admitFeedback(tx, shopId, keys, noter, at))) throw new Problem("too_many_attempts");
    if (reason)
      await tx.query(
        `INSERT INTO opt_out_reason (shop_id, campaign_id, recipient_seq, reason, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (shop_id, campaign_id, recipient_seq) DO UPDATE SET reason = $4, at = $5`,
        [shopId, campaignId, recipientSeq, reason, at],
      );
    if (note === "") return;
    await openCase(tx, shopId, timezone, {
      kind: "objection",
      channel: "opt_out_note",
      asksToStop: true,
      email,
      exclusionKey: key,
      campaignId,
      recipientSeq,
      ...(reason ? { theme: OPT_OUT_REASONS[reason] } : {}),
      message: { direction: "inbound", at, body: note, email },
    });
  });
}
