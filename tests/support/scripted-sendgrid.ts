import type { MailSendBody, SendOutcome } from "~/integrations/sendgrid/mailSend";
import type { HandOverDeps } from "~/services/delivery/handOver";

/** One request that delivery made. */
export interface Request {
  readonly shopId: number;
  readonly body: MailSendBody;
  readonly to: readonly string[];
}

/** Delivery's way to SendGrid, with outcomes as the test says and a clock that the test moves. */
export interface ScriptedSendGrid extends HandOverDeps {
  readonly requests: Request[];
  /** Everybody that a request named, in order. */
  readonly addressees: () => string[];
  /** Takes a campaign's request, as text, and a single mail. */
  send(shopId: number, body: Buffer | MailSendBody): Promise<SendOutcome>;
  clock: Date;
  stopping: boolean;
}

/** The body of a request, given as an object or as the text that goes out. */
export const bodyOf = (given: Buffer | MailSendBody): MailSendBody =>
  Buffer.isBuffer(given) ? (JSON.parse(given.toString()) as MailSendBody) : given;

export const ACCEPTED: SendOutcome = { kind: "accepted", messageId: "message" };

/** Makes one. `answer` gets the request and its number, from 0; without it everything is accepted. */
export function scriptedSendGrid(
  clock: Date,
  answer: (request: Request, number: number) => SendOutcome | Promise<SendOutcome> = (_request, number) => ({
    kind: "accepted",
    messageId: `message-${number}`,
  }),
): ScriptedSendGrid {
  const requests: Request[] = [];
  const sendGrid: ScriptedSendGrid = {
    requests,
    addressees: () => requests.flatMap(({ to }) => to),
    clock,
    stopping: false,
    appUrl: "https://app.twostage.test",
    now: () => sendGrid.clock,
    send: async (shopId, given) => {
      const body = bodyOf(given);
      const request = { shopId, body, to: body.personalizations.map(({ to: [mailbox] }) => mailbox.email) };
      return answer(request, requests.push(request) - 1);
    },
  };
  return sendGrid;
}
