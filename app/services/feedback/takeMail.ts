import { createHash } from "node:crypto";
import { shareContacts } from "~/db/locks";
import { mailedTo } from "~/db/mailedTo";
import { transaction, type Sql } from "~/db/transaction";
import type { InboundMail } from "~/integrations/inbound/readMail";
import { Problem } from "~/lib/errors";
import type { LinkTarget } from "~/lib/linkToken";
import { isCaseTag, readTag, type MailTag } from "~/lib/mailTag";
import { isAutomatic } from "~/policy/automaticMail";
import { guessKind } from "~/policy/feedbackKind";
import { asksToStop, saysOnlyStop } from "~/policy/stopWords";
import { exclude, type ExclusionEntry } from "~/services/exclusions/exclude";
import { findRecipient, readTarget } from "~/services/exclusions/linkTarget";
import { addressKeys, linkKeyOf } from "~/services/shops/keys";
import { addEvent, addMessage, isErasedSince, lockCase, moveCase, openCase } from "./cases";

/** What was made of a mail that came in. */
export type TakenMail =
  /** It came before. */
  | "duplicate"
  /** A machine wrote it. */
  | "automatic"
  /** It only asked for no more marketing. */
  | "excluded"
  | "case_opened"
  | "case_continued"
  /** From the shop itself, from nobody, of somebody who is erased meanwhile, or while the app is away. */
  | "nothing";

/** What a mail's tag led to. */
interface Lead {
  /** The mail of ours it answers, or its List-Unsubscribe address. */
  readonly target?: LinkTarget;
  readonly stop: boolean;
  readonly caseId?: number;
}

interface ShopRow {
  readonly timezone: string;
  readonly away: boolean;
  readonly domain: string;
  readonly own: readonly string[];
}

const ANSWERS = /^\s*(?:re|aw|antw|atb|rép|sv|fw|fwd|wg|tr)\s*:/i;

/**
 * Takes a mail that came in by SendGrid's Inbound Parse, once, before it returns (P10, P14). A mail to the List-Unsubscribe address, or one whose first words ask for no more marketing, excludes its sender at once; the address excludes
 * also whom its tag was made for, and nobody else can. What says more becomes a case, or goes on with the case whose tag it was sent to. Automatic mail makes neither case nor answer (see docs/decisions/0016).
 */
export async function takeMail(shopId: number, mail: InboundMail, at: Date): Promise<TakenMail> {
  const lead = await leadOf(shopId, mail);
  return transaction(async (tx) => {
    const shop = await findShop(tx, shopId);
    if (!shop) return "nothing";
    const key = mailKey(mail);
    const { rowCount: fresh } = await tx.query(
      "INSERT INTO inbound_mail (shop_id, key, at, outcome) VALUES ($1, $2, $3, 'nothing') ON CONFLICT DO NOTHING",
      [shopId, key, at],
    );
    if (!fresh) return "duplicate";
    await tx.query(
      "UPDATE shop_settings SET inbound_seen_at = $2 WHERE shop_id = $1 AND inbound_seen_at IS NULL AND inbound_domain <> ''",
      [shopId, at],
    );
    const taken = await take(tx, shopId, shop, mail, lead, at);
    await tx.query("UPDATE inbound_mail SET outcome = $3, case_id = $4 WHERE shop_id = $1 AND key = $2", [
      shopId,
      key,
      taken.outcome,
      taken.caseId ?? null,
    ]);
    return taken.outcome;
  });
}

async function take(
  tx: Sql,
  shopId: number,
  shop: ShopRow,
  mail: InboundMail,
  lead: Lead,
  at: Date,
): Promise<{ outcome: TakenMail; caseId?: number }> {
  const fromShop = mail.from !== "" && isOwn(shop, mail.from);
  const automatic = isAutomatic(mail);
  const said = mail.reply || (mail.quoted || ANSWERS.test(mail.subject) ? "" : mail.subject);
  // The subject of an answer is ours.
  const subject = ANSWERS.test(mail.subject) ? "" : mail.subject;
  const words = `${subject}\n${mail.reply}`;
  const asks = !automatic && !fromShop && (asksToStop(said) || asksToStop(subject));
  const target = await recipientOf(tx, shopId, mail, lead);
  if (lead.stop || asks) await excludeSender(tx, shopId, shop, mail, { target, stop: lead.stop, fromShop }, at);
  if (fromShop) return { outcome: "nothing" };
  // The List-Unsubscribe address is written to by mail programs, which fill in a word or two.
  if ((lead.stop || asks) && mail.files.length === 0 && saysOnlyStop(said)) return { outcome: "excluded" };
  if (automatic) return { outcome: "automatic" };
  if (shop.away || (mail.from === "" && mail.readable && said === "" && mail.files.length === 0))
    return { outcome: "nothing" };
  const message = {
    direction: "inbound" as const,
    at,
    email: mail.from || null,
    body: mail.reply,
    quoted: mail.quoted,
    messageId: mail.messageId,
    references: mail.references,
    verified: mail.verified,
    files: mail.files,
  };
  // Before the case, as everybody does who writes to one: an erasure holds them off.
  await shareContacts(tx, shopId);
  const known = lead.caseId === undefined ? undefined : await lockCase(tx, shopId, lead.caseId);
  if (known) {
    const { exclusionKey } = await addressKeys(shopId);
    const writers = [known.exclusionKey, mail.from ? exclusionKey(mail.from) : null];
    if (await isErasedSince(tx, shopId, writers, at)) return { outcome: "nothing" };
    await addMessage(tx, shopId, known.id, message);
    // Asked anew: what was due then is not what is due now, and an acknowledgement was for what it answered.
    const asked = known.state === "open" ? {} : { receivedAt: at, acknowledgedAt: null };
    await moveCase(tx, shopId, known, { state: "open", ...asked });
    if (asks)
      await tx.query("UPDATE feedback_case SET asks_to_stop = true WHERE shop_id = $1 AND id = $2", [shopId, known.id]);
    await addEvent(tx, shopId, known.id, { act: "received_again", at });
    return { outcome: "case_continued", caseId: known.id };
  }
  const caseId = await openCase(tx, shopId, shop.timezone, {
    kind: asks || lead.stop ? "objection" : guessKind(words),
    channel: "reply_mail",
    asksToStop: asks || lead.stop,
    email: mail.from || null,
    name: mail.fromName,
    subject: mail.subject,
    campaignId: target?.campaignId ?? null,
    recipientSeq: target?.recipientSeq || null,
    message,
  });
  return { outcome: "case_opened", caseId };
}

/** Excludes whom the tag of a List-Unsubscribe address was made for, and the sender's own address (P10). */
async function excludeSender(
  tx: Sql,
  shopId: number,
  shop: ShopRow,
  mail: InboundMail,
  { target, stop, fromShop }: { target: LinkTarget | undefined; stop: boolean; fromShop: boolean },
  at: Date,
): Promise<void> {
  const { exclusionKey } = await addressKeys(shopId);
  const entries: ExclusionEntry[] = [];
  const mailOf =
    target && target.recipientSeq > 0 ? { campaignId: target.campaignId, recipientSeq: target.recipientSeq } : {};
  if (stop && target && target.recipientSeq > 0) {
    const recipient = await findRecipient(target);
    entries.push({ ...recipient, source: "reply_mail", at, ...mailOf });
  }
  if (mail.from && !fromShop) {
    const key = exclusionKey(mail.from);
    // After the app has gone an address is kept no longer than its exclusion needs: as a key.
    if (!entries.some((entry) => entry.key.equals(key)))
      entries.push({ key, email: shop.away ? null : mail.from, source: "reply_mail", at, ...mailOf });
  }
  await exclude(tx, shopId, entries);
}

async function leadOf(shopId: number, mail: InboundMail): Promise<Lead> {
  for (const recipient of mail.recipients) {
    const tag = readTag(recipient.slice(0, Math.max(0, recipient.lastIndexOf("@"))));
    const lead = tag && (await follow(shopId, tag));
    if (lead) return lead;
  }
  return { stop: false };
}

async function follow(shopId: number, tag: MailTag): Promise<Lead | undefined> {
  if (tag.kind === "case") {
    const key = await linkKeyOf(tag.keyId);
    return key && isCaseTag(shopId, tag, key) ? { stop: false, caseId: tag.caseId } : undefined;
  }
  try {
    return { stop: tag.kind === "stop", target: await readTarget(shopId, tag.token) };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The recipient of our mail that this one answers: whom the tag names, else the one of that campaign whose address the sender has. */
async function recipientOf(tx: Sql, shopId: number, mail: InboundMail, lead: Lead): Promise<LinkTarget | undefined> {
  const { target } = lead;
  if (!target || target.recipientSeq > 0 || !mail.from) return target;
  const { exclusionKey } = await addressKeys(shopId);
  const { rows } = await tx.query<{ seq: number }>(
    `SELECT r.seq FROM recipient r WHERE r.shop_id = $1 AND ${mailedTo("r", "$1", "ARRAY[$2::bytea]")} AND r.campaign_id = $3 AND r.basis IS NOT NULL ORDER BY r.seq LIMIT 1`,
    [shopId, exclusionKey(mail.from), target.campaignId],
  );
  return rows[0] ? { ...target, recipientSeq: rows[0].seq } : target;
}

async function findShop(tx: Sql, shopId: number): Promise<ShopRow | undefined> {
  const { rows } = await tx.query<ShopRow>(
    `SELECT s.timezone, s.uninstalled_at IS NOT NULL AS away, coalesce(t.inbound_domain, '') AS domain,
            ARRAY[lower(t.from_email), lower(t.reply_to), lower(t.contact_email)] AS own
     FROM shop s LEFT JOIN shop_settings t ON t.shop_id = s.id WHERE s.id = $1 FOR SHARE OF s`,
    [shopId],
  );
  return rows[0];
}

/** Mail from the shop's sender or from its inbound domain would be the shop writing to itself. */
function isOwn({ domain, own }: ShopRow, from: string): boolean {
  const address = from.toLowerCase();
  return own.includes(address) || (domain !== "" && address.endsWith(`@${domain}`));
}

/** What a mail is known by when it is posted again. */
function mailKey(mail: InboundMail): Buffer {
  const identity = mail.messageId ?? [mail.from, mail.headers.get("date") ?? "", mail.subject, mail.reply].join("\n");
  return createHash("sha256")
    .update(`${mail.messageId ? "id" : "mail"}:${identity}`)
    .digest();
}
