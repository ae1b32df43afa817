import { lockForExclusion, shareContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { cleanText } from "~/lib/mailText";
import {
  FEEDBACK_KINDS,
  FEEDBACK_OUTCOMES,
  FEEDBACK_THEMES,
  MAX_FEEDBACK_LENGTH,
  type FeedbackKind,
  type FeedbackOutcome,
  type FeedbackTheme,
} from "~/policy/feedback";
import { exclude } from "~/services/exclusions/exclude";
import {
  addEvent,
  addMessage,
  findCase,
  isErasedSince,
  lockCase,
  moveCase,
  type CaseAct,
  type LockedCase,
} from "./cases";

/** Who does something to a case, and when. */
export interface Doing {
  readonly actor: string;
  readonly at: Date;
}

/**
 * Queues the answer that a member of staff wrote (P14): a service mail without marketing, sent at most once, also to somebody who is excluded. The case counts as acknowledged when SendGrid has taken it.
 * Throws `Problem` with `not_found`, `input_invalid` for an empty or too long text, `wrong_state` when the case is closed, or `address_invalid` when there is no address to answer to.
 */
export async function replyToCase(shopId: number, caseId: number, body: string, doing: Doing): Promise<void> {
  const text = requireText(body, "body");
  await withCase(shopId, caseId, doing, async (tx, found) => {
    if (found.state === "closed") throw new Problem("wrong_state");
    if (!found.email) throw new Problem("address_invalid", ["email"]);
    const messageId = await addMessage(tx, shopId, caseId, { direction: "outbound", body: text, ...doing });
    const { rows } = await tx.query<{ id: string }>(
      "INSERT INTO single_mail (shop_id, kind, feedback_message_id, created_at) VALUES ($1, 'reply', $2, $3) RETURNING id",
      [shopId, messageId, doing.at],
    );
    const mailId = rows[0]?.id;
    if (mailId === undefined) throw new Error("the mail's row was not returned");
    await enqueue(tx, "single-mail", { shopId, mailId });
    await note(tx, shopId, caseId, "reply_queued", doing);
  });
}

/** Adds a note that only staff read. Throws `Problem` with `not_found` or `input_invalid`. */
export async function noteOnCase(shopId: number, caseId: number, body: string, doing: Doing): Promise<void> {
  const text = requireText(body, "note");
  await withCase(shopId, caseId, doing, async (tx) => {
    await addMessage(tx, shopId, caseId, { direction: "note", body: text, ...doing });
    await note(tx, shopId, caseId, "noted", doing);
  });
}

/** Records that the person has been told that what they wrote was received, otherwise than by an answer from here: by telephone, say. Throws `Problem` with `not_found` or `wrong_state`. */
export async function acknowledgeCase(shopId: number, caseId: number, doing: Doing): Promise<void> {
  await withCase(shopId, caseId, doing, async (tx, found) => {
    if (found.state === "closed" || found.acknowledgedAt) throw new Problem("wrong_state");
    await moveCase(tx, shopId, found, { acknowledgedAt: doing.at });
    await note(tx, shopId, caseId, "acknowledged", doing);
  });
}

/** Closes a case with its outcome. Throws `Problem` with `not_found`, `wrong_state`, or `input_invalid` for an outcome that is none. */
export async function closeCase(shopId: number, caseId: number, outcome: string, doing: Doing): Promise<void> {
  if (!isOneOf(FEEDBACK_OUTCOMES, outcome)) throw new Problem("input_invalid", ["outcome"]);
  await withCase(shopId, caseId, doing, async (tx, found) => {
    if (found.state === "closed") throw new Problem("wrong_state");
    await moveCase(tx, shopId, found, { state: "closed" });
    await tx.query("UPDATE feedback_case SET closed_at = $3, outcome = $4 WHERE shop_id = $1 AND id = $2", [
      shopId,
      caseId,
      doing.at,
      outcome satisfies FeedbackOutcome,
    ]);
    await note(tx, shopId, caseId, "closed", doing, { outcome });
  });
}

/** Opens a closed case again. Throws `Problem` with `not_found` or `wrong_state`. */
export async function reopenCase(shopId: number, caseId: number, doing: Doing): Promise<void> {
  await withCase(shopId, caseId, doing, async (tx, found) => {
    if (found.state !== "closed") throw new Problem("wrong_state");
    await moveCase(tx, shopId, found, { state: "open" });
    await note(tx, shopId, caseId, "reopened", doing);
  });
}

/** Says what kind of case it is, what it is about and whose it is; the due date follows the kind. Throws `Problem` with `not_found` or `input_invalid`. */
export async function sortCase(
  shopId: number,
  caseId: number,
  sorted: { readonly kind: string; readonly theme: string; readonly assignedTo: string },
  doing: Doing,
): Promise<void> {
  const { kind, theme } = sorted;
  const assignedTo = sorted.assignedTo.trim().slice(0, 100) || null;
  if (!isOneOf(FEEDBACK_KINDS, kind)) throw new Problem("input_invalid", ["kind"]);
  if (theme !== "" && !isOneOf(FEEDBACK_THEMES, theme)) throw new Problem("input_invalid", ["theme"]);
  await withCase(shopId, caseId, doing, async (tx, found) => {
    const { rows } = await tx.query<{ theme: FeedbackTheme | null; assignedTo: string | null }>(
      `SELECT theme, assigned_to AS "assignedTo" FROM feedback_case WHERE shop_id = $1 AND id = $2`,
      [shopId, caseId],
    );
    const before = rows[0];
    if (kind !== found.kind) {
      await moveCase(tx, shopId, found, { kind: kind satisfies FeedbackKind });
      await note(tx, shopId, caseId, "kind_changed", doing, { from: found.kind, to: kind });
    }
    if ((before?.theme ?? "") !== theme) await note(tx, shopId, caseId, "theme_changed", doing, { to: theme });
    if (before?.assignedTo !== assignedTo) await note(tx, shopId, caseId, "assigned", doing);
    await tx.query("UPDATE feedback_case SET theme = $3, assigned_to = $4 WHERE shop_id = $1 AND id = $2", [
      shopId,
      caseId,
      theme || null,
      assignedTo,
    ]);
  });
}

/** Excludes whoever the case is from, at once (P10; UK GDPR Art 21(3)). Throws `Problem` with `not_found`, or `address_invalid` when it is not known who it is. */
export async function excludeFromCase(shopId: number, caseId: number, doing: Doing): Promise<void> {
  // Without the case's lock: a mail that excludes takes it after the exclusion.
  await withCase(
    shopId,
    caseId,
    doing,
    async (tx, { exclusionKey, email, campaignId, recipientSeq }) => {
      if (!exclusionKey) throw new Problem("address_invalid", ["email"]);
      await exclude(tx, shopId, [
        {
          key: exclusionKey,
          email,
          source: "staff",
          ...doing,
          note: `Feedback case ${caseId}`,
          ...(campaignId !== null ? { campaignId } : {}),
          ...(recipientSeq !== null ? { recipientSeq } : {}),
        },
      ]);
      await note(tx, shopId, caseId, "excluded", doing);
    },
    findCase,
  );
}

function withCase(
  shopId: number,
  caseId: number,
  { at }: Doing,
  work: (tx: Transaction, found: LockedCase) => Promise<void>,
  find: typeof findCase = lockCase,
): Promise<void> {
  return transaction(async (tx) => {
    // Before the case, as takeMail does: an act may exclude, and an erasure holds both.
    await lockForExclusion(tx, shopId);
    await shareContacts(tx, shopId);
    const found = Number.isSafeInteger(caseId) && caseId < 2 ** 31 ? await find(tx, shopId, caseId) : undefined;
    if (!found) throw new Problem("not_found");
    // Who waited for an erasure wrote to somebody who is no longer known here.
    if (await isErasedSince(tx, shopId, [found.exclusionKey], at)) throw new Problem("wrong_state");
    await work(tx, found);
  });
}

const note = (
  tx: Transaction,
  shopId: number,
  caseId: number,
  act: CaseAct,
  { actor, at }: Doing,
  detail: Readonly<Record<string, string>> = {},
) => addEvent(tx, shopId, caseId, { act, actor, at, detail });

function requireText(text: string, field: string): string {
  const clean = cleanText(text, MAX_FEEDBACK_LENGTH * 2).trim();
  if (clean === "" || clean.length > MAX_FEEDBACK_LENGTH) throw new Problem("input_invalid", [field]);
  return clean;
}

function isOneOf<T extends string>(list: readonly T[], text: string): text is T {
  return (list as readonly string[]).includes(text);
}
