import type { ConsentRequest } from "@prisma/client";
import { prisma } from "~/db/client";
import { lockAddress, lockListAlone, shareContacts } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { browserFamily } from "~/policy/traces";
import { exclude, isListed } from "~/services/exclusions/exclude";
import { closeRequests } from "./closeRequests";
import { appendConsentEvent } from "./ledger";
import { hashToken } from "./verificationLink";

/** The request that a verification mail's link belongs to, whether or not it can still be confirmed; `undefined` for a link that is not this shop's. Changes nothing. */
export async function readReportedRequest(shopId: number, token: string): Promise<ConsentRequest | undefined> {
  const request = await prisma().consentRequest.findFirst({
    where: { shopId, tokenHash: new Uint8Array(hashToken(token)) },
  });
  return request ?? undefined;
}

/**
 * Takes note, by a pressed button, that the holder of an address never asked to be mailed (P13): in the ledger as a report, which withdraws; on the exclusion list (P12); and no link of the mailbox confirms any more. Works after the link has
 * run out, and a second press changes nothing. Throws `Problem("link_invalid")` for a link that is not this shop's.
 */
export async function reportRequest(
  shopId: number,
  token: string,
  userAgent: string | null,
  at: Date,
): Promise<ConsentRequest> {
  const request = await readReportedRequest(shopId, token);
  if (!request) throw new Problem("link_invalid");
  const key = Buffer.from(request.exclusionKey);
  const consentKey = Buffer.from(request.consentKey);
  await transaction(async (tx) => {
    // Alone: it withdraws at this address before it does at the mailbox's others.
    await lockListAlone(tx, shopId);
    await shareContacts(tx, shopId);
    await lockAddress(tx, shopId, consentKey);
    if ((await isReported(tx, shopId, request)) && (await isListed(tx, shopId, key))) return;
    await appendConsentEvent(tx, shopId, {
      kind: "reported",
      consentKey,
      at,
      requestId: request.id,
      surface: request.surface,
      proof: { act: "button", browser: browserFamily(userAgent) },
    });
    await exclude(tx, shopId, [{ key, email: request.email || null, source: "abuse_report", at }]);
    await closeRequests(tx, shopId, key, at);
  });
  return request;
}

async function isReported(tx: Sql, shopId: number, request: ConsentRequest): Promise<boolean> {
  const { rowCount } = await tx.query(
    "SELECT 1 FROM consent_event WHERE shop_id = $1 AND consent_key = $2 AND request_id = $3 AND kind = 'reported' LIMIT 1",
    [shopId, request.consentKey, request.id],
  );
  return rowCount !== 0;
}
