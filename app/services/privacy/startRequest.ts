import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { ASKED_HOW, DECLINED_FOR, type AskedHow } from "~/policy/privacyRequests";
import { record } from "~/services/audit/record";
import { openRequest, queueErasure } from "./openRequest";

/** How a person asked, as a form gives it. */
export interface Asking {
  readonly askedHow: string;
  /** What staff note about it; may be empty. */
  readonly note: string;
}

const MAX_NOTE = 1000;

/** Opens a request for a copy of a contact's data that the person asked staff for (UK GDPR Art 15). Gives its id. Throws `Problem` with `not_found`, or `input_invalid` and the fields. */
export const openAccess = (shopId: number, contactId: string, asking: Asking, actor: string, at: Date) =>
  open(shopId, contactId, "access", asking, actor, at);

/** Opens a request for the erasure of a contact that the person asked staff for, and queues it (UK GDPR Art 17). Gives its id. Throws `Problem` with `not_found`, or `input_invalid` and the fields. */
export const openErasure = (shopId: number, contactId: string, asking: Asking, actor: string, at: Date) =>
  open(shopId, contactId, "erasure", asking, actor, at);

async function open(
  shopId: number,
  contactId: string,
  kind: "access" | "erasure",
  { askedHow, note }: Asking,
  actor: string,
  at: Date,
): Promise<string> {
  const how = ASKED_HOW.find((each): each is AskedHow => each === askedHow);
  if (!how) throw new Problem("input_invalid", ["askedHow"]);
  if (note.length > MAX_NOTE) throw new Problem("input_invalid", ["note"]);
  const contact = /^\d{1,18}$/.test(contactId)
    ? await prisma().contact.findUnique({
        where: { shopId_id: { shopId, id: BigInt(contactId) } },
        select: { shopifyId: true, exclusionKey: true, consentKey: true, shopId: true },
      })
    : null;
  const shop = await prisma().shop.findUnique({ where: { id: shopId }, select: { id: true, domain: true } });
  if (!contact || !shop) throw new Problem("not_found");
  return transaction((tx) =>
    openRequest(
      tx,
      shop,
      {
        kind,
        way: "staff",
        contactId,
        customerId: contact.shopifyId === null ? null : String(contact.shopifyId),
        exclusionKey: contact.exclusionKey && Buffer.from(contact.exclusionKey),
        consentKey: contact.consentKey && Buffer.from(contact.consentKey),
        askedHow: how,
        ...(note.trim() ? { note: note.trim() } : {}),
        actor,
      },
      at,
    ),
  );
}

/** Has the erasure done that a request asks for, when staff have made sure who asked; also again after it failed. Throws `Problem("wrong_state")` for one that is closed or no erasure. */
export async function startErasure(shopId: number, requestId: string, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "SELECT 1 FROM privacy_request WHERE shop_id = $1 AND id = $2 AND kind = 'erasure' AND state IN ('open', 'failed') FOR UPDATE",
      [shopId, numberOf(requestId)],
    );
    if (!rowCount) throw new Problem("wrong_state");
    await queueErasure(tx, shopId, requestId);
    const subject = { kind: "privacy_request", id: requestId } as const;
    await record(tx, shopId, { act: "privacy_erasure_started", actor, at, subject });
  });
}

/** Closes a request for a copy: staff have given the file to the person. Throws `Problem("wrong_state")` for one that is closed or of another kind. */
export async function noteAnswered(shopId: number, requestId: string, actor: string, at: Date): Promise<void> {
  await close(shopId, requestId, "kind = 'access'", { state: "done", outcome: null }, actor, at);
}

/** Closes a request without doing it, for a reason that the person is told (UK GDPR Art 12(4)). Throws `Problem` with `input_invalid`, or `wrong_state` for one that is closed or being done. */
export async function declineRequest(
  shopId: number,
  requestId: string,
  reason: string,
  actor: string,
  at: Date,
): Promise<void> {
  const outcome = DECLINED_FOR.find((each) => each === reason);
  if (!outcome) throw new Problem("input_invalid", ["reason"]);
  await close(shopId, requestId, "true", { state: "declined", outcome }, actor, at);
}

async function close(
  shopId: number,
  requestId: string,
  which: string,
  { state, outcome }: { readonly state: "done" | "declined"; readonly outcome: string | null },
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE privacy_request SET state = $3, outcome = $4, done_at = $5, done_by = $6 WHERE shop_id = $1 AND id = $2 AND state = 'open' AND ${which}`,
      [shopId, numberOf(requestId), state, outcome, at, actor],
    );
    if (!rowCount) throw new Problem("wrong_state");
    await record(tx, shopId, {
      act: state === "done" ? "privacy_answered" : "privacy_declined",
      actor,
      at,
      subject: { kind: "privacy_request", id: requestId },
      ...(outcome ? { after: { reason: outcome } } : {}),
    });
  });
}

/** A number somebody may have typed into an address; no request has 0. */
const numberOf = (text: string) => (/^\d{1,18}$/.test(text) ? text : "0");
