import type { SingleMail } from "@prisma/client";
import type { Sql } from "~/db/transaction";
import { renderReplyMail } from "~/email/replyMail";
import { ANSWER_GOES_THROUGH } from "~/integrations/sendgrid/mailSend";
import { makeCaseTag } from "~/lib/mailTag";
import { addEvent, lockCase, moveCase } from "~/services/feedback/cases";
import { inboundDomainOf } from "~/services/shops/inboundDomain";
import { currentLinkKey } from "~/services/shops/keys";
import type { ShopState } from "~/services/shops/setUp";
import { compose, type NotSent, type Prepared } from "./compose";

interface Row {
  caseId: number;
  email: string | null;
  subject: string | null;
  body: string;
  actor: string | null;
}

interface Answered {
  body: string;
  at: Date;
  messageId: string | null;
  references: string | null;
}

/**
 * Makes the mail of a personal answer (P14): to whoever wrote, excluded or not, as an answer to what they wrote last (RFC 5322 3.6.4). Says so when nobody is left to answer: the address has been erased. Once SendGrid has
 * taken it, the case counts as acknowledged and waits for the person.
 */
export async function prepareReply(
  tx: Sql,
  mail: SingleMail,
  { shop, settings }: ShopState,
): Promise<Prepared | NotSent> {
  const { shopId, feedbackMessageId } = mail;
  const { rows } = await tx.query<Row>(
    `SELECT c.id AS "caseId", c.email, c.subject, m.body, m.actor FROM feedback_message m
     JOIN feedback_case c ON c.shop_id = m.shop_id AND c.id = m.case_id WHERE m.shop_id = $1 AND m.id = $2 AND m.direction = 'outbound'`,
    [shopId, feedbackMessageId],
  );
  const [row] = rows;
  if (!settings) return "sender_gone";
  if (!row?.email) return "nobody_to_answer";
  const { caseId, email } = row;
  const { rows: last } = await tx.query<Answered>(
    `SELECT body, at, message_id AS "messageId", "references" FROM feedback_message
     WHERE shop_id = $1 AND case_id = $2 AND direction = 'inbound' AND id < $3 ORDER BY id DESC LIMIT 1`,
    [shopId, caseId, feedbackMessageId],
  );
  const answered = last[0];
  const rendered = renderReplyMail({
    identity: settings,
    body: row.body,
    subject: row.subject ?? "",
    answered: answered?.body ? { text: answered.body, at: answered.at } : null,
    timezone: shop.timezone,
  });
  const inbound = inboundDomainOf(settings);
  const replyTo = inbound
    ? `${makeCaseTag(shopId, caseId, await currentLinkKey())}@${inbound}`
    : settings.replyTo || settings.contactEmail;
  return {
    body: {
      ...compose(
        settings,
        email,
        rendered,
        { twostage_reply: `${shopId}-${feedbackMessageId}` },
        { replyTo, headers: threadHeaders(answered) },
      ),
      mail_settings: ANSWER_GOES_THROUGH,
    },
    accepted: async (done, messageId, at) => {
      const found = await lockCase(done, shopId, caseId);
      if (!found) return;
      const { rowCount: askedAgain } = await done.query(
        "SELECT 1 FROM feedback_message WHERE shop_id = $1 AND case_id = $2 AND direction = 'inbound' AND id > $3 LIMIT 1",
        [shopId, caseId, feedbackMessageId],
      );
      const acknowledgedAt = found.acknowledgedAt ?? at;
      const state = found.state === "open" ? "waiting" : found.state;
      // What came while the answer was on its way is not answered by it.
      if (!askedAgain) await moveCase(done, shopId, found, { acknowledgedAt, state });
      const actor = row.actor ?? undefined;
      await addEvent(done, shopId, caseId, { act: "reply_sent", at, actor, detail: { messageId } });
    },
  };
}

/** RFC 5322 2.1.1 lets a line have 998 characters. */
const LONGEST_HEADER = 800;

function threadHeaders(answered: Answered | undefined): Record<string, string> {
  if (!answered?.messageId) return {};
  const thread: string[] = [answered.messageId];
  for (const id of (answered.references ?? "").split(" ").filter(Boolean).reverse()) {
    if ([id, ...thread].join(" ").length > LONGEST_HEADER) break;
    thread.unshift(id);
  }
  return { "In-Reply-To": answered.messageId, References: thread.join(" ") };
}
