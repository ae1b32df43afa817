import { createHash } from "node:crypto";
import { maySendFrom, type SenderIdentities } from "./account";
import { type EventDispatch } from "./event-dispatch";
import { eventAbout, type EventName } from "./events";
import { type Answer, parseJson, type ReadRequest, refuse } from "./http";
import { judgeMailSend } from "./mail-send-rules";
import { MessageStore, type SentMessage } from "./messages";
import { COURSES } from "./outcomes";
import { type Suppressions } from "./suppressions";
import { type Outcome } from "./types";

const UNVERIFIED =
  "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved. Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender Identity requirements";

export interface PostOfficeOptions {
  now: () => Date;
  identities: SenderIdentities;
  suppressions: Suppressions;
  events: EventDispatch;
  outcome: (message: SentMessage) => Outcome;
  /** Sees each parsed mail/send body, before it is judged (for contract checks). */
  onBody: (body: unknown) => void;
  newId: () => string;
}

/** Takes mail/send requests, keeps the messages and lets happen to them what the outcome says. */
export class PostOffice {
  readonly messages = new MessageStore();

  constructor(private readonly options: PostOfficeOptions) {}

  /** Judges and accepts one request: 202 with `X-Message-Id`, 200 in sandbox mode, or the refusal. */
  send(request: ReadRequest): Answer {
    const { now, identities, onBody, newId } = this.options;
    const parsed = parseJson(request);
    if ("refusal" in parsed) return parsed.refusal;
    onBody(parsed.value);
    const at = now();
    const verdict = judgeMailSend(parsed.value, at.getTime() / 1000);
    if (!verdict.ok) return refuse(400, verdict.errors);
    const { personalizations, ...body } = verdict.body;
    if (!maySendFrom(body.from.email, identities))
      return refuse(403, [{ message: UNVERIFIED, field: "from", help: null }]);
    if (body.mail_settings?.sandbox_mode?.enable) return { status: 200 };
    const xMessageId = newId();
    const added = this.messages.add({ xMessageId, acceptedAt: at, body }, personalizations, () =>
      sgMessageId(xMessageId, newId(), at),
    );
    for (const message of added) this.#process(message);
    return { status: 202, headers: { "X-Message-Id": xMessageId } };
  }

  /** Lets something more happen to a message: a late bounce, a spam report, an unsubscribe. */
  happen(message: SentMessage, outcome: Outcome): void {
    const course = COURSES[outcome];
    const last = course.steps.at(-1);
    if (last) this.#tell(message, last.event, last.details);
    message.state = course.state;
    this.#suppress(message, outcome);
  }

  #process(message: SentMessage): void {
    const reason = this.options.suppressions.dropReason(message.to, message.request.body.mail_settings);
    if (reason !== undefined) {
      message.state = "dropped";
      this.#tell(message, "dropped", { reason });
      return;
    }
    const outcome = this.options.outcome(message);
    const course = COURSES[outcome];
    message.state = course.state;
    for (const step of course.steps) this.#tell(message, step.event, step.details);
    this.#suppress(message, outcome);
  }

  #suppress(message: SentMessage, outcome: Outcome): void {
    const { suppress } = COURSES[outcome];
    if (!suppress) return;
    const { list, reason, status } = suppress;
    this.options.suppressions.add(list, {
      created: Math.floor(this.options.now().getTime() / 1000),
      email: message.to,
      ...(reason === undefined ? {} : { reason }),
      ...(status === undefined ? {} : { status }),
      ...(list === "spam_reports" ? { ip: "192.0.2.20" } : {}),
    });
  }

  #tell(message: SentMessage, event: EventName, details?: Record<string, string>): void {
    const { events, now, newId } = this.options;
    events.push(eventAbout(message, event, now(), newId(), details));
  }
}

/** Ids in SendGrid's shape (22 URL-safe characters): repeatable for a seed, different for every call. */
export function idSource(seed: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return createHash("sha256").update(`${seed}:${count}`).digest("base64url").slice(0, 22);
  };
}

function sgMessageId(xMessageId: string, unique: string, at: Date): string {
  const host = createHash("sha256").update(unique).digest("hex");
  const time = Math.floor(at.getTime() / 1000)
    .toString(16)
    .toUpperCase();
  return `${xMessageId}.recvd-${host.slice(0, 10)}-${host.slice(10, 15)}-1-${time}-${parseInt(host.slice(15, 19), 16)}.0`;
}
