import type { IncomingMessage, ServerResponse } from "node:http";
import { readMail } from "~/integrations/inbound/readMail";
import { readPost } from "~/integrations/inbound/readPost";
import { eventPublicKey, INBOUND_MAX_AGE_SECONDS, verifyEvents } from "~/integrations/sendgrid/verifyEvents";
import { log } from "~/lib/log";
import { takeMail } from "~/services/feedback/takeMail";
import { checkInboundSecret } from "~/services/shops/inbound";
import { answerText, discard, readBody } from "./answer";

/** SendGrid takes mails of up to 30 MB. */
const BODY_LIMIT = 40 * 1024 * 1024;
/** Mails read at once: each may be held whole in memory. */
const AT_ONCE = 4;
let underWay = 0;

/**
 * Takes a mail that SendGrid's Inbound Parse posts: `POST /sendgrid/inbound/<shop>/<secret>`. Answers 200 when it is stored or known already. Whatever keeps a mail of somebody who knows the secret from being stored is answered with
 * 503: SendGrid tries again for three days then, and drops a mail that is answered with 4xx. Only a wrong secret is answered with 404.
 */
export async function takeInboundMail(
  request: IncomingMessage,
  response: ServerResponse,
  shopId: number,
  secret: string,
): Promise<void> {
  const refuse = async (status: number, text: string) => {
    await discard(request);
    answerText(response, status, text);
  };
  if (request.method !== "POST") return answerText(response, 405, "POST only", { Allow: "POST" });
  if (underWay >= AT_ONCE) return refuse(503, "Busy");
  underWay += 1;
  try {
    const publicKey = await checkInboundSecret(shopId, secret);
    if (publicKey === undefined) return await refuse(404, "No such address");
    const body = await readBody(request, BODY_LIMIT);
    if (!body) return answerText(response, 503, "Too large");
    if (publicKey && !(await isSigned(request, body, publicKey))) {
      log().warn({ shopId }, "incoming mail with a bad signature put off");
      return answerText(response, 503, "Bad signature");
    }
    const mail = await readMail(await readPost(request.headers["content-type"] ?? "", body));
    const outcome = await takeMail(shopId, mail, new Date());
    log().info({ shopId, outcome, readable: mail.readable }, "incoming mail");
    answerText(response, 200, "Taken");
  } catch (error) {
    log().error(
      { shopId, err: { message: error instanceof Error ? error.message : String(error) } },
      "incoming mail put off",
    );
    if (!response.headersSent) answerText(response, 503, "Not taken");
  } finally {
    underWay -= 1;
  }
}

function isSigned(request: IncomingMessage, body: Buffer, publicKey: string): Promise<boolean> {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const signed = {
    signature: header("x-twilio-email-event-webhook-signature"),
    timestamp: header("x-twilio-email-event-webhook-timestamp"),
  };
  return verifyEvents(body, signed, eventPublicKey(publicKey), new Date(), INBOUND_MAX_AGE_SECONDS);
}
