import type { SingleMail } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { lockForHandOver } from "~/db/locks";
import { fillKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { substitutionsFor } from "~/email/substitutions";
import { renderStaffAddressMail } from "~/email/staffAddressMail";
import { renderVerificationMail } from "~/email/verificationMail";
import type { MailSendBody, SendOutcome } from "~/integrations/sendgrid/mailSend";
import { Problem } from "~/lib/errors";
import { makeLinkToken } from "~/lib/linkToken";
import type { InboundWay } from "~/policy/consentSurface";
import type { SetUpState } from "~/policy/facts";
import { localeOf } from "~/policy/locale";
import { pageUrl, recipientLinks } from "~/policy/publicPages";
import { contentOf, renderFor } from "~/services/campaigns/mailOf";
import { isVerifiedStaffAddress, makeStaffToken } from "~/services/campaigns/staffAddresses";
import { appendConsentEvent } from "~/services/consent/ledger";
import { makeToken } from "~/services/consent/verificationLink";
import { isExcluded } from "~/services/exclusions/exclude";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { loadShopState, type ShopState } from "~/services/shops/setUp";
import { compose, type NotSent, type Prepared } from "./compose";
import { prepareReminder } from "./prepareReminder";
import { prepareReply } from "./prepareReply";

/** What sending single mails needs from the process it runs in. */
export interface SingleMailDeps {
  /** Takes one mail; never throws. */
  send(shopId: number, body: MailSendBody): Promise<SendOutcome>;
  now(): Date;
}

/**
 * Sends a queued single mail (verification, test, reply, reminder, or the question to an address of the staff), at most once: the attempt is committed before the request, and one whose worker was lost after it is unknown (`giveUpLostMails`), never sent
 * again. Excluded addresses get nothing, neither marketing nor verification (P12), but the answer to what they wrote (P14). While the shop is not set up, the mail stays queued: throws `Problem("set_up_incomplete")`
 * for the queue to try again. When the app has been removed, it stays queued until the app is installed again and exclusions have returned.
 */
export async function sendSingleMail(shopId: number, mailId: string, deps: SingleMailDeps): Promise<void> {
  const at = deps.now();
  const mail = await findMail(shopId, mailId);
  if (mail?.state !== "queued") return;
  const state = await loadShopState(shopId, at);
  if (state.shop.uninstalledAt) return;
  if (!maySend(mail, state.facts.setUp)) throw new Problem("set_up_incomplete", [state.facts.setUp]);
  const prepared = await transaction(async (tx) => {
    await lockForHandOver(tx, shopId);
    const { rowCount } = await tx.query(
      "UPDATE single_mail SET state = 'sending', attempted_at = $3 WHERE shop_id = $1 AND id = $2 AND state = 'queued'",
      [shopId, mailId, at],
    );
    if (!rowCount) return undefined;
    const ready = await PREPARE[mail.kind](tx, mail, state, at);
    if (typeof ready === "string") await finish(tx, mail, "refused", ready, at);
    return ready;
  });
  if (typeof prepared === "object") await settle(mail, prepared, await deps.send(shopId, prepared.body), deps.now());
}

/** An answer to somebody who wrote need not wait for exclusions to return: it goes to them whether they are excluded or not. */
const maySend = (mail: SingleMail, setUp: SetUpState) =>
  setUp === "ready" || (mail.kind === "reply" && setUp === "exclusions_returning");

async function settle(mail: SingleMail, prepared: Prepared, outcome: SendOutcome, at: Date): Promise<void> {
  switch (outcome.kind) {
    case "accepted":
      return transaction(async (tx) => {
        await finish(tx, mail, "accepted", "202", at, outcome.messageId);
        await prepared.accepted?.(tx, outcome.messageId, at);
      });
    case "retry_later":
      return transaction(async (tx) => {
        await putBack(tx, mail, outcome.code);
        const startAfter = new Date(at.getTime() + outcome.afterSeconds * 1000);
        await enqueue(tx, "single-mail", { shopId: mail.shopId, mailId: String(mail.id) }, { startAfter });
      });
    case "refused":
      // The key is at fault and nothing was taken: the mail waits until services/shops/settings has a key that works, and queues it again.
      if (outcome.account) {
        return putBack(pool(), mail, outcome.code);
      }
      return finish(pool(), mail, outcome.kind, outcome.code, at);
    case "unknown":
      return finish(pool(), mail, outcome.kind, outcome.code, at);
  }
}

/** Queues a mail again of which SendGrid took nothing. */
async function putBack(tx: Sql, mail: SingleMail, outcome: string): Promise<void> {
  await tx.query(
    "UPDATE single_mail SET state = 'queued', outcome = $3 WHERE shop_id = $1 AND id = $2 AND state = 'sending'",
    [mail.shopId, mail.id, outcome],
  );
}

async function finish(
  tx: Sql,
  mail: SingleMail,
  state: "accepted" | "refused" | "unknown",
  outcome: string,
  at: Date,
  messageId?: string,
): Promise<void> {
  await tx.query(
    "UPDATE single_mail SET state = $3, outcome = $4, answered_at = $5, message_id = $6 WHERE shop_id = $1 AND id = $2 AND state = 'sending'",
    [mail.shopId, mail.id, state, outcome, at, messageId ?? null],
  );
}

const keyed = ({ exclusionKey, email }: { exclusionKey: Uint8Array; email: string }) => ({
  key: Buffer.from(exclusionKey),
  email,
});

/** Makes the link of stage two: the token is made here, goes out in the mail, and only its hash is stored. */
async function prepareVerification(
  tx: Sql,
  mail: SingleMail,
  { shop, settings }: ShopState,
): Promise<Prepared | NotSent> {
  const { shopId, requestId } = mail;
  const request =
    requestId === null
      ? null
      : await prisma().consentRequest.findUnique({ where: { shopId_id: { shopId, id: requestId } } });
  if (!request) return "request_gone";
  if (!settings) return "sender_gone";
  if (await isExcluded(tx, shopId, keyed(request))) return "excluded";
  const { token, hash } = makeToken();
  await tx.query("UPDATE consent_request SET token_hash = $3 WHERE shop_id = $1 AND id = $2", [
    shopId,
    request.id,
    hash,
  ]);
  const rendered = renderVerificationMail({
    identity: settings,
    locale: localeOf(request.locale),
    wording: request.wording,
    surface: request.surface,
    orderId: request.orderId?.toString() ?? null,
    askedHow: request.askedHow as InboundWay | null,
    askedAt: request.requestedAt,
    timezone: shop.timezone,
    confirmUrl: pageUrl(shop.storefrontUrl, "confirm", token),
    reportUrl: pageUrl(shop.storefrontUrl, "report", token),
    expiresAt: request.expiresAt,
  });
  return {
    body: compose(settings, request.email, rendered, { twostage_request: `${shopId}-${request.id}` }),
    accepted: async (done, messageId, at) => {
      await appendConsentEvent(done, shopId, {
        kind: "verification_mailed",
        consentKey: Buffer.from(request.consentKey),
        at,
        requestId: request.id,
        proof: { messageId },
      });
    },
  };
}

/** A campaign's mail as it would go out, to one of the merchant's own addresses; its opt-out link stands for nobody. */
async function prepareTest(tx: Sql, mail: SingleMail, { shop, settings }: ShopState): Promise<Prepared | NotSent> {
  const { shopId, campaignId } = mail;
  const campaign =
    campaignId === null
      ? null
      : await prisma().campaign.findUnique({ where: { shopId_id: { shopId, id: campaignId } } });
  if (!campaign || !mail.email) return "campaign_gone";
  if (!settings) return "sender_gone";
  if (!(await isVerifiedStaffAddress(tx, shopId, mail.email))) return "address_removed";
  const { exclusionKey } = await addressKeys(shopId);
  if (await isExcluded(tx, shopId, { key: exclusionKey(mail.email), email: mail.email })) return "excluded";
  const { subject, html, text, merge } = await renderFor({ shop, settings }, contentOf(campaign));
  const token = makeLinkToken({ shopId, campaignId: campaign.id, recipientSeq: 0 }, await currentLinkKey());
  const values = substitutionsFor({
    why: "This is a test to one of your own addresses. In the real mail each person reads here why they get it.",
    ...recipientLinks(shop.storefrontUrl, token),
  });
  // Of nobody: a test shows what stands in for what is not known.
  const named = mergeSubstitutions(merge, { name: "", company: "" });
  const fill = (content: string) => fillKeys(content, { ...values, ...named });
  return {
    body: compose(
      settings,
      mail.email,
      { subject: `[Test] ${fill(subject)}`, html: fill(html), text: fill(text) },
      { twostage_test: `${shopId}-${campaign.id}` },
    ),
  };
}

/** The link by which the holder of a staff address says that tests may go there: made here, mailed, and only its hash stored. */
async function prepareStaffAddress(
  tx: Sql,
  { shopId, email }: SingleMail,
  { shop, settings }: ShopState,
): Promise<Prepared | NotSent> {
  if (!email) return "address_removed";
  if (!settings) return "sender_gone";
  const { exclusionKey } = await addressKeys(shopId);
  if (await isExcluded(tx, shopId, { key: exclusionKey(email), email })) return "excluded";
  const link = await makeStaffToken(tx, shopId, email);
  if (!link) return "address_removed";
  const rendered = renderStaffAddressMail({
    identity: settings,
    verifyUrl: pageUrl(shop.storefrontUrl, "staffAddress", link.token),
    expiresAt: link.expiresAt,
    timezone: shop.timezone,
  });
  return { body: compose(settings, email, rendered, { twostage_staff: String(shopId) }) };
}

const PREPARE = {
  verification: prepareVerification,
  test: prepareTest,
  reply: prepareReply,
  staff_address: prepareStaffAddress,
  reminder: prepareReminder,
} as const;

function findMail(shopId: number, mailId: string): Promise<SingleMail | null> {
  return prisma().singleMail.findUnique({ where: { shopId_id: { shopId, id: BigInt(mailId) } } });
}
