import { erasedAddresses } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import type { Sql } from "~/db/transaction";
import type { AuditAct } from "~/policy/auditActs";
import { nextDue } from "~/policy/feedbackDue";
import type { FeedbackChannel, FeedbackKind, FeedbackState, FeedbackTheme } from "~/policy/feedback";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";

/** A file of a message. */
export interface MessageFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly content: Buffer | null;
}

/** A message to be put into a case's thread. */
export interface NewMessage {
  readonly direction: "inbound" | "outbound" | "note";
  readonly at: Date;
  readonly body: string;
  readonly actor?: string;
  readonly email?: string | null;
  readonly quoted?: string;
  readonly messageId?: string | null;
  readonly references?: string;
  readonly verified?: "pass" | "fail" | null;
  readonly files?: readonly MessageFile[];
}

/** A case to be opened, with its first message. */
export interface NewCase {
  readonly kind: FeedbackKind;
  readonly channel: FeedbackChannel;
  readonly asksToStop: boolean;
  readonly email: string | null;
  readonly name?: string;
  readonly subject?: string;
  readonly theme?: FeedbackTheme;
  /** The mail it is about, where a tag or link tells; `recipientSeq` where it also tells to whom it went. */
  readonly campaignId?: number | null;
  readonly recipientSeq?: number | null;
  /** Of the recipient, when the address itself has been erased. */
  readonly exclusionKey?: Buffer;
  readonly message: NewMessage;
}

/** Things that happen to a case, as its evidence names them. */
export type CaseAct =
  | "received"
  | "received_again"
  | "reply_queued"
  | "reply_sent"
  | "noted"
  | "acknowledged"
  | "closed"
  | "reopened"
  | "kind_changed"
  | "theme_changed"
  | "assigned"
  | "excluded"
  | "file_taken";

/** What staff do to a case, as the audit names it. */
const AUDITED: Readonly<Partial<Record<CaseAct, AuditAct>>> = {
  received: "feedback_entered",
  reply_queued: "feedback_answered",
  noted: "feedback_noted",
  acknowledged: "feedback_acknowledged",
  closed: "feedback_closed",
  reopened: "feedback_reopened",
  kind_changed: "feedback_sorted",
  theme_changed: "feedback_sorted",
  assigned: "feedback_sorted",
  excluded: "address_excluded",
  file_taken: "feedback_file_taken",
};

/** Whether one of these was erased at `at` or later: what was received by then goes with the rest, and must not be stored after it. Right until commit. */
export async function isErasedSince(
  tx: Sql,
  shopId: number,
  keys: readonly (Buffer | null | undefined)[],
  at: Date,
): Promise<boolean> {
  await shareContacts(tx, shopId);
  const known = keys.flatMap((key) => key ?? []);
  return (await erasedAddresses(tx, shopId, known, at)).size > 0;
}

/** Opens a case in the caller's transaction, with its first message and its due date (P14). Gives its id. Of somebody who is erased meanwhile nothing is kept but that they wrote. */
export async function openCase(tx: Sql, shopId: number, timezone: string, came: NewCase): Promise<number> {
  const keys = await addressKeys(shopId);
  const writer = came.email ? keys.exclusionKey(came.email) : came.exclusionKey;
  const erased = await isErasedSince(tx, shopId, [writer, came.exclusionKey], came.message.at);
  const given = erased ? withoutWords(came, writer) : came;
  const { message, email } = given;
  const state = erased ? "closed" : "open";
  const dueAt = nextDue({ kind: given.kind, state, receivedAt: message.at, acknowledgedAt: null }, timezone);
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO feedback_case (shop_id, kind, state, channel, subject, received_at, due_at, theme, asks_to_stop, campaign_id, recipient_seq, exclusion_key, consent_key, email, name, closed_at, outcome)
     VALUES ($1, $2, $15, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16, $17) RETURNING id`,
    [
      shopId,
      given.kind,
      given.channel,
      given.subject || null,
      message.at,
      dueAt,
      given.theme ?? null,
      given.asksToStop,
      given.campaignId ?? null,
      given.recipientSeq ?? null,
      email ? keys.exclusionKey(email) : (given.exclusionKey ?? null),
      email ? keys.consentKey(email) : null,
      email,
      given.name || null,
      state,
      erased ? message.at : null,
      erased ? "erased" : null,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("the case's row was not returned");
  await addMessage(tx, shopId, id, message);
  await addEvent(tx, shopId, id, {
    act: "received",
    at: message.at,
    actor: message.actor,
    detail: { channel: given.channel, kind: given.kind },
  });
  return id;
}

const withoutWords = ({ message, ...came }: NewCase, writer: Buffer | undefined): NewCase => ({
  ...came,
  email: null,
  name: "",
  subject: "",
  ...(writer ? { exclusionKey: writer } : {}),
  message: {
    direction: message.direction,
    at: message.at,
    ...(message.actor ? { actor: message.actor } : {}),
    body: "",
  },
});

/** Puts a message into a case's thread, in the caller's transaction. Gives its id. */
export async function addMessage(tx: Sql, shopId: number, caseId: number, message: NewMessage): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO feedback_message (shop_id, case_id, direction, at, actor, email, body, quoted, message_id, "references", verified)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    [
      shopId,
      caseId,
      message.direction,
      message.at,
      message.actor ?? null,
      message.email ?? null,
      message.body,
      message.quoted || null,
      message.messageId ?? null,
      message.references || null,
      message.verified ?? null,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("the message's row was not returned");
  for (const { name, mediaType, bytes, content } of message.files ?? []) {
    await tx.query(
      "INSERT INTO feedback_attachment (shop_id, message_id, case_id, name, media_type, bytes, content) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [shopId, id, caseId, name, mediaType, bytes, content],
    );
  }
  return id;
}

/** Appends to a case's evidence, and to the audit what staff did: who, when, what. `detail` holds codes and ids, never words of a person. */
export async function addEvent(
  tx: Sql,
  shopId: number,
  caseId: number,
  event: {
    readonly act: CaseAct;
    readonly at: Date;
    readonly actor?: string | undefined;
    readonly detail?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await tx.query(
    "INSERT INTO feedback_event (shop_id, case_id, at, actor, act, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    [shopId, caseId, event.at, event.actor ?? null, event.act, JSON.stringify(event.detail ?? {})],
  );
  const act = AUDITED[event.act];
  if (event.actor && act)
    await record(tx, shopId, {
      act,
      actor: event.actor,
      at: event.at,
      subject: { kind: "feedback_case", id: caseId },
      ...(event.detail ? { after: event.detail } : {}),
    });
}

/** A case's row, locked until the transaction ends, as far as its state and due date depend on it. */
export interface LockedCase {
  readonly id: number;
  readonly kind: FeedbackKind;
  readonly state: FeedbackState;
  readonly receivedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly email: string | null;
  readonly exclusionKey: Buffer | null;
  readonly campaignId: number | null;
  readonly recipientSeq: number | null;
  readonly timezone: string;
}

/** Locks a case; `undefined` when the shop has none of this id. Whoever excludes does so before. */
export async function lockCase(tx: Sql, shopId: number, caseId: number): Promise<LockedCase | undefined> {
  return findCase(tx, shopId, caseId, "FOR UPDATE OF c");
}

/** The same without its lock, for who adds to its evidence only. */
export async function findCase(tx: Sql, shopId: number, caseId: number, lock = ""): Promise<LockedCase | undefined> {
  const { rows } = await tx.query<LockedCase>(
    `SELECT c.id, c.kind, c.state, c.received_at AS "receivedAt", c.acknowledged_at AS "acknowledgedAt", c.email, c.exclusion_key AS "exclusionKey",
            c.campaign_id AS "campaignId", c.recipient_seq AS "recipientSeq", s.timezone
     FROM feedback_case c JOIN shop s ON s.id = c.shop_id WHERE c.shop_id = $1 AND c.id = $2 ${lock}`,
    [shopId, caseId],
  );
  return rows[0];
}

/** Writes a locked case's new state, with the due date that follows from it. A case that is no longer closed has no outcome. */
export async function moveCase(
  tx: Sql,
  shopId: number,
  found: LockedCase,
  change: Partial<Pick<LockedCase, "kind" | "state" | "acknowledgedAt" | "receivedAt">>,
): Promise<void> {
  const { kind, state, receivedAt, acknowledgedAt } = { ...found, ...change };
  await tx.query(
    `UPDATE feedback_case SET kind = $3, state = $4::feedback_state, received_at = $5, acknowledged_at = $6, due_at = $7,
       closed_at = CASE WHEN $4::feedback_state = 'closed' THEN closed_at END, outcome = CASE WHEN $4::feedback_state = 'closed' THEN outcome END WHERE shop_id = $1 AND id = $2`,
    [
      shopId,
      found.id,
      kind,
      state,
      receivedAt,
      acknowledgedAt,
      nextDue({ kind, state, receivedAt, acknowledgedAt }, found.timezone),
    ],
  );
}
