import { prisma } from "~/db/client";
import type { Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { makeStamp, stampAge, stampKeyId } from "~/lib/formStamp";
import type { LinkTarget } from "~/lib/linkToken";
import { cleanLine, cleanText } from "~/lib/mailText";
import { connectionOf } from "~/policy/attemptLimits";
import { exclusionForm, usableAddress } from "~/policy/emailAddress";
import { FEEDBACK_KINDS, MAX_FEEDBACK_LENGTH, type FeedbackKind } from "~/policy/feedback";
import { asksToStop } from "~/policy/stopWords";
import { admitFeedback } from "~/services/consent/attempts";
import { exclude } from "~/services/exclusions/exclude";
import { findRecipient, readTarget } from "~/services/exclusions/linkTarget";
import { addressKeys, currentLinkKey, linkKeyOf } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { openCase } from "./cases";

/** What somebody sent by the storefront's form. All of it is foreign. */
export interface SentForm {
  readonly kind: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
  /** Of the mail whose footer led here; empty without one. */
  readonly token: string;
  /** When the form was shown (`formStamp`). */
  readonly stamp: string;
  /** A field no person sees: who fills it in is a machine. */
  readonly trap: string;
}

/** `too_soon`: it came back sooner than a person writes, and may be sent again with the same stamp. `again`: after too long, or with a stamp that is none; it must be shown anew. */
export type FormResult = "taken" | "too_soon" | "again";

const SOONEST_SECONDS = 3;
const LATEST_SECONDS = 86_400;

/** The stamp of a form that is shown now. */
export async function stampForm(shopId: number, at: Date): Promise<string> {
  return makeStamp(shopId, at, await currentLinkKey());
}

/** Whether a token is that of a mail of the shop's to somebody: then the form need not ask for an address. */
export async function isLinkOfMail(shopId: number, token: string): Promise<boolean> {
  return (await targetOf(shopId, token)) !== undefined;
}

/**
 * Takes what somebody wrote by the storefront's form as a case (P14), tied to the mail whose footer led there. Whoever says that they want no marketing is excluded at once. The answer never tells whether an address is known. Throws `Problem` with
 * `input_invalid` and the fields, or `too_many_attempts`.
 */
export async function takeForm(shopId: number, sent: SentForm, ip: string | null, at: Date): Promise<FormResult> {
  // A machine is told what a person would be told, and nothing is kept.
  if (sent.trap !== "") return "taken";
  const target = await targetOf(shopId, sent.token);
  const typed = usableAddress(sent.email.trim());
  const message = cleanText(sent.message, MAX_FEEDBACK_LENGTH * 2).trim();
  const wrong = [
    ...(message === "" || message.length > MAX_FEEDBACK_LENGTH ? ["message"] : []),
    ...(typed === undefined && (sent.email.trim() !== "" || !target) ? ["email"] : []),
  ];
  if (wrong.length > 0) throw new Problem("input_invalid", wrong);
  const age = await ageOf(shopId, sent.stamp, at);
  if (age === undefined || age > LATEST_SECONDS) return "again";
  if (age < SOONEST_SECONDS) return "too_soon";
  const recipient = target && (await findRecipient(target));
  const email = typed ?? recipient?.email ?? null;
  const { timezone } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { timezone: true } });
  const kind = isKind(sent.kind) ? sent.kind : "question";
  const keys = await addressKeys(shopId);
  const mail = target ? { campaignId: target.campaignId, recipientSeq: target.recipientSeq } : {};
  await whileInstalled(shopId, async (tx) => {
    const who = [
      ...(ip === null ? [] : [{ kind: "writer_place" as const, of: connectionOf(ip) }]),
      target
        ? { kind: "writer_link" as const, of: `${target.campaignId}:${target.recipientSeq}` }
        : { kind: "writer" as const, of: exclusionForm(typed ?? "") },
    ];
    for (const each of who)
      if (!(await admitFeedback(tx, shopId, keys, each, at))) throw new Problem("too_many_attempts");
    if (kind === "objection") await excludeSender(tx, shopId, { typed, recipient, mail, at });
    await openCase(tx, shopId, timezone, {
      kind,
      channel: "storefront_form",
      asksToStop: kind === "objection" || asksToStop(message),
      email,
      name: cleanLine(sent.name, 200),
      ...mail,
      ...(recipient ? { exclusionKey: recipient.key } : {}),
      message: { direction: "inbound", at, body: message, email },
    });
  });
  return "taken";
}

async function excludeSender(
  tx: Transaction,
  shopId: number,
  from: {
    readonly typed: string | undefined;
    readonly recipient: { readonly key: Buffer; readonly email: string | null } | undefined;
    readonly mail: { readonly campaignId?: number; readonly recipientSeq?: number };
    readonly at: Date;
  },
): Promise<void> {
  const { typed, recipient, mail, at } = from;
  const how = { source: "storefront_page" as const, at, ...mail };
  const keys = await addressKeys(shopId);
  const own = typed === undefined ? undefined : { key: keys.exclusionKey(typed), email: typed, ...how };
  const both = recipient && own && !recipient.key.equals(own.key);
  await exclude(tx, shopId, [
    ...(recipient ? [{ ...recipient, ...how }] : []),
    ...(own && (both || !recipient) ? [own] : []),
  ]);
}

async function targetOf(shopId: number, token: string): Promise<LinkTarget | undefined> {
  if (token === "") return undefined;
  try {
    const target = await readTarget(shopId, token);
    // The link of a test mail stands for nobody.
    return target.recipientSeq > 0 ? target : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

async function ageOf(shopId: number, stamp: string, at: Date): Promise<number | undefined> {
  const keyId = stampKeyId(stamp);
  const key = keyId === undefined ? undefined : await linkKeyOf(keyId);
  return key && stampAge(shopId, stamp, key, at);
}

const isKind = (text: string): text is FeedbackKind => (FEEDBACK_KINDS as readonly string[]).includes(text);
