import { lockListAlone } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { isExcluded } from "./exclude";
import { findRecipient, readTarget } from "./linkTarget";
import { isStaffOnly, release } from "./release";

/** How a way back ended. `staff_only`: only staff may take this address off the list. `test`: the link of a test mail, which stands for nobody. */
export type ReleaseResult = "released" | "staff_only" | "test";

/**
 * Takes the address that an opt-out link was made for, and no other, off the exclusion list, because the person pressed the button that says so (P12). Nothing is sent because of it: whoever is mailed by consent must ask and confirm anew
 * (P4, P13). Refused where a mail bounced or was reported as spam. An address that is not on the list is as it should be. Throws `Problem("link_invalid")` for a link that is not this shop's.
 */
export async function releaseByLink(shopId: number, token: string, at: Date): Promise<ReleaseResult> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  const { campaignId, recipientSeq } = target;
  const { key, email } = await findRecipient(target);
  return transaction(async (tx) => {
    await lockListAlone(tx, shopId);
    if (await isStaffOnly(tx, shopId, key)) return "staff_only";
    await release(tx, shopId, { key, source: "body_link", at, campaignId, recipientSeq });
    // Its whole domain is on the list: for staff as well.
    return (await isExcluded(tx, shopId, { key, email: email ?? "" })) ? "staff_only" : "released";
  });
}
