import { lockLink } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { THE_PERSON } from "~/policy/auditActs";
import { findRecipient, readTarget } from "~/services/exclusions/linkTarget";
import { openRequest } from "./openRequest";

/** What came of it. `test`: the link of a test mail, which stands for nobody. */
export type AskResult = "asked" | "too_many" | "test";

/** Requests that one link may open in thirty days; asked again while it is open, a request is the same one. */
const REQUESTS_A_LINK = 4;

/**
 * Opens a request that the holder of a mail's link asks for: a copy of their data, or its erasure. Staff fulfil it, since a link proves the mailbox and not the person. The answer tells nothing of what is held. Throws
 * `Problem("link_invalid")`.
 */
export async function askByLink(
  shopId: number,
  token: string,
  kind: "access" | "erasure",
  at: Date,
): Promise<AskResult> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  const { key: exclusionKey } = await findRecipient(target);
  const { campaignId, recipientSeq } = target;
  return transaction(async (tx) => {
    await lockLink(tx, target);
    const { rows } = await tx.query<{ asked: number }>(
      `SELECT count(*)::int AS asked FROM privacy_request
       WHERE shop_id = $1 AND campaign_id = $2 AND recipient_seq = $3 AND received_at > $4::timestamptz - interval '30 days'`,
      [shopId, campaignId, recipientSeq, at],
    );
    if ((rows[0]?.asked ?? 0) >= REQUESTS_A_LINK) return "too_many";
    const about = { kind, way: "link", exclusionKey, campaignId, recipientSeq, actor: THE_PERSON } as const;
    const { rows: shops } = await tx.query<{ domain: string }>("SELECT domain FROM shop WHERE id = $1", [shopId]);
    await openRequest(tx, { id: shopId, domain: shops[0]?.domain ?? "" }, about, at);
    return "asked";
  });
}
