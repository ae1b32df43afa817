import type { ConsentSurface } from "@prisma/client";
import { prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { Problem } from "~/lib/errors";
import { usableAddress } from "~/policy/emailAddress";
import type { InboundWay } from "~/policy/consentSurface";
import type { StatedForm } from "~/policy/statedForm";
import { isExcluded } from "~/services/exclusions/exclude";
import { recordStatement } from "~/services/legalForm/recordStatement";
import { addressKeys } from "~/services/shops/keys";
import { whileInstalled } from "~/services/shops/presence";
import { appendConsentEvent } from "./ledger";

/** How long a verification link can be pressed. */
export const LINK_DAYS = 14;

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
 * holds confirmed consent, gets no mail. Tells nobody which of these happened: the answer to the asker is the same. Throws `Problem` with `address_invalid`, or `input_invalid` when the words are not
 * those of a published version.
 */
export async function requestConsent(shopId: number, ask: ConsentAsk, at: Date): Promise<void> {
  const email = usableAddress(ask.email);
  if (!email) throw new Problem("address_invalid");
  const wording = await prisma().consentWording.findUnique({
    where: { shopId_version: { shopId, version: ask.wordingVersion } },
  });
  if (wording?.text !== ask.wording) throw new Problem("input_invalid", ["wording"]);
  const keys = await addressKeys(shopId);
  const consentKey = keys.consentKey(email);
  const exclusionKey = keys.exclusionKey(email);
  const expiresAt = new Date(at.getTime() + LINK_DAYS * 86_400_000);
  await whileInstalled(shopId, async (tx) => {
    if (await isExcluded(tx, shopId, exclusionKey)) return;
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO consent_request (shop_id, email, consent_key, exclusion_key, surface, wording_version, wording, locale, order_id, page, stated_form, asked_by, asked_how, asked_note, ip, user_agent, requested_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (shop_id, order_id, surface) DO NOTHING RETURNING id`,
      [
        shopId,
        email,
        consentKey,
        exclusionKey,
        ask.surface,
        wording.version,
        wording.text,
        ask.locale,
        ask.orderId ?? null,
        ask.page ?? null,
        ask.statedForm ?? null,
        ask.onBehalf?.actor ?? null,
        ask.onBehalf?.how ?? null,
        ask.onBehalf?.note ?? null,
        ask.ip,
        ask.userAgent?.slice(0, 500) ?? null,
        at,
        expiresAt,
      ],
    );
    const [request] = rows;
    if (!request) return;
    if (ask.statedForm) await recordStatement(tx, shopId, { email, form: ask.statedForm, confirmed: false, at });
    const standing = await appendConsentEvent(tx, shopId, {
      kind: "requested",
      consentKey,
      at,
      requestId: request.id,
      surface: ask.surface,
      wordingVersion: wording.version,
      wording: wording.text,
      proof: {
        ...(ask.orderId ? { orderId: ask.orderId } : {}),
        ...(ask.page ? { page: ask.page } : {}),
        ...(ask.onBehalf ? { staff: ask.onBehalf.actor, how: ask.onBehalf.how, askedOn: ask.onBehalf.askedOn } : {}),
      },
    });
    if (standing === "confirmed") return;
    const { rows: mails } = await tx.query<{ id: string }>(
      "INSERT INTO single_mail (shop_id, kind, request_id) VALUES ($1, 'verification', $2) RETURNING id",
      [shopId, request.id],
    );
    await enqueue(tx, "single-mail", { shopId, mailId: mails[0]?.id ?? "" });
  });
}
