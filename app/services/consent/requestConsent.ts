import type { ConsentSurface } from "@prisma/client";
import { prisma } from "~/db/client";
import { erasedAddresses } from "~/db/erased";
import { lockContacts, shareContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { usableAddress } from "~/policy/emailAddress";
import type { InboundWay } from "~/policy/consentSurface";
import type { ConsentStanding } from "~/policy/facts";
import type { StatedForm } from "~/policy/statedForm";
import { record } from "~/services/audit/record";
import { isExcluded } from "~/services/exclusions/exclude";
import { recordStatement } from "~/services/legalForm/recordStatement";
import { addressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { admitMail, admitRequest } from "./attempts";
import { appendConsentEvent } from "./ledger";

/** How long a verification link can be pressed. */
export const LINK_DAYS = 14;

/** An erasure takes no longer: what was read while it was being committed was read before it. */
const ERASURE_MS = 60_000;

/** Stage one: what somebody asked, where, and with which words before them. */
export interface ConsentAsk {
  readonly email: string;
  readonly surface: ConsentSurface;
  readonly wordingVersion: number;
  /** The words as they were shown. */
  readonly wording: string;
  readonly locale: string;
  /** Number of the order it came with; one order asks once on each surface. */
  readonly orderId?: string | null;
  /** Path of the storefront's page on which it was asked. */
  readonly page?: string | null;
  /** What the person says to buy as. */
  readonly statedForm?: StatedForm | null;
  /** The member of staff who asked for the person, and how and on which day (`2026-03-02`) the person had asked them; the note is in their own words. */
  readonly onBehalf?: {
    readonly actor: string;
    readonly how: InboundWay;
    readonly askedOn: string;
    readonly note: string;
  };
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * Records that somebody asked to be mailed, and queues the verification mail (P13). It is a request only: nothing may be sent on it until the link is pressed. One order asks once. Whoever is on the exclusion list, or
 * holds confirmed consent, gets no mail; nor does anybody past the limits against abuse (`ATTEMPT_LIMITS`), whichever surface it comes from. Tells nobody which of these happened: the answer to the asker is the same, and so is the work,
 * which is undone where it may not stay. Throws `Problem` with `address_invalid`, or `input_invalid` when the words are not those of a published version. What was asked before the person was erased (an order
 * read a moment before, say) is dropped: `at` is before anything was read.
 */
export async function requestConsent(shopId: number, ask: ConsentAsk, at: Date): Promise<void> {
  const email = usableAddress(ask.email);
  if (!email) throw new Problem("address_invalid");
  const wording = await prisma().consentWording.findUnique({
    where: { shopId_version: { shopId, version: ask.wordingVersion } },
  });
  if (wording?.text !== ask.wording) throw new Problem("input_invalid", ["wording"]);
  if (ask.orderId && (await hasAsked(shopId, ask.orderId, ask.surface))) return;
  // A member of staff enters one person after the other.
  if (!(await admitRequest(shopId, ask.onBehalf ? null : ask.ip, at))) return;
  const keys = await addressKeys(shopId);
  const request = { ...ask, email, consentKey: keys.consentKey(email), exclusionKey: keys.exclusionKey(email) };
  await whileInstalled(shopId, async (tx) => {
    // Nobody is erased from here on. A statement of the legal form weighs contacts anew, which nobody may write meanwhile.
    await (ask.statedForm ? lockContacts : shareContacts)(tx, shopId);
    const asked = new Date(at.getTime() - ERASURE_MS);
    if ((await erasedAddresses(tx, shopId, [request.exclusionKey], asked)).size > 0) return;
    const excluded = await isExcluded(tx, shopId, { key: request.exclusionKey, email });
    await tx.query("SAVEPOINT asking");
    const recorded = await write(tx, shopId, request, at);
    if (!recorded) return;
    await tx.query("SAVEPOINT mailing");
    const admitted = await admitMail(tx, shopId, keys, email, at);
    await queueMail(tx, shopId, recorded.id);
    if (recorded.standing === "confirmed") await tx.query("ROLLBACK TO SAVEPOINT mailing");
    if (excluded || !admitted) await tx.query("ROLLBACK TO SAVEPOINT asking");
  });
}

/** Whether this order has asked on this surface before: its webhook comes more than once, and that is no attempt of anybody's. */
async function hasAsked(shopId: number, orderId: string, surface: ConsentSurface): Promise<boolean> {
  const found = await prisma().consentRequest.findUnique({
    where: { shopId_orderId_surface: { shopId, orderId: BigInt(orderId), surface } },
    select: { id: true },
  });
  return found !== null;
}

type Request = ConsentAsk & { readonly consentKey: Buffer; readonly exclusionKey: Buffer };

/** Writes the request, what it says of the legal form, and its event. Gives its number and the address's standing after it; `undefined` when the order has asked meanwhile. */
async function write(
  tx: Sql,
  shopId: number,
  request: Request,
  at: Date,
): Promise<{ id: string; standing: ConsentStanding } | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO consent_request (shop_id, email, consent_key, exclusion_key, surface, wording_version, wording, locale, order_id, page, stated_form, asked_by, asked_how, asked_note, ip, user_agent, requested_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (shop_id, order_id, surface) DO NOTHING RETURNING id`,
    [
      shopId,
      request.email,
      request.consentKey,
      request.exclusionKey,
      request.surface,
      request.wordingVersion,
      request.wording,
      request.locale,
      request.orderId ?? null,
      request.page ?? null,
      request.statedForm ?? null,
      request.onBehalf?.actor ?? null,
      request.onBehalf?.how ?? null,
      request.onBehalf?.note ?? null,
      request.ip,
      request.userAgent?.slice(0, 500) ?? null,
      at,
      new Date(at.getTime() + LINK_DAYS * 86_400_000),
    ],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { email, statedForm: form, onBehalf } = request;
  if (onBehalf) {
    const after = { how: onBehalf.how, surface: request.surface };
    await record(tx, shopId, { act: "consent_asked", actor: onBehalf.actor, at, after });
  }
  if (form) await recordStatement(tx, shopId, { email, form, confirmed: false, at });
  const standing = await appendConsentEvent(tx, shopId, {
    kind: "requested",
    consentKey: request.consentKey,
    at,
    requestId: row.id,
    surface: request.surface,
    wordingVersion: request.wordingVersion,
    wording: request.wording,
    proof: {
      ...(request.page ? { page: request.page } : {}),
      ...(request.onBehalf
        ? { staff: request.onBehalf.actor, how: request.onBehalf.how, askedOn: request.onBehalf.askedOn }
        : {}),
    },
  });
  return { id: row.id, standing };
}

async function queueMail(tx: Sql, shopId: number, requestId: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    "INSERT INTO single_mail (shop_id, kind, request_id) VALUES ($1, 'verification', $2) RETURNING id",
    [shopId, requestId],
  );
  await enqueue(tx, "single-mail", { shopId, mailId: rows[0]?.id ?? "" });
}
