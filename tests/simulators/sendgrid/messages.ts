import { addressKey } from "./addresses";
import { substitute } from "./substitutions";
import { type MailAddress, type MailSendBody, type MessageState, type Personalization } from "./types";

/** What every message of one accepted request shares; kept once, however many recipients the request had. */
export interface AcceptedRequest {
  /** The `X-Message-Id` of the 202 answer. */
  readonly xMessageId: string;
  readonly acceptedAt: Date;
  readonly body: Omit<MailSendBody, "personalizations">;
}

/**
 * One message to one recipient. It holds references only: subject, headers and bodies are rendered when asked for, so
 * that hundreds of thousands of messages stay small.
 */
export class SentMessage {
  state: MessageState = "accepted";

  constructor(
    /** Position in the order of acceptance, from 1. */
    readonly id: number,
    readonly request: AcceptedRequest,
    readonly personalization: Personalization,
    /** The envelope recipient, as the request spelled it. */
    readonly to: string,
    readonly sgMessageId: string,
  ) {}

  get xMessageId(): string {
    return this.request.xMessageId;
  }

  get acceptedAt(): Date {
    return this.request.acceptedAt;
  }

  get from(): MailAddress {
    return this.personalization.from ?? this.request.body.from;
  }

  /** The `To:` header's addresses: all of the personalization's, as they all see one another. */
  get toHeader(): MailAddress[] {
    return this.personalization.to;
  }

  get replyTo(): MailAddress[] {
    const { reply_to: one, reply_to_list: several } = this.request.body;
    return (one ? [one] : (several ?? [])).map(({ email, name }) => ({
      email: this.#fill(email),
      ...(name === undefined ? {} : { name: this.#fill(name) }),
    }));
  }

  get subject(): string {
    return this.#fill(this.personalization.subject ?? this.request.body.subject ?? "");
  }

  /** The custom headers; a personalization's win over the message's. Tags in them are not substituted (OpenAPI). */
  get headers(): Record<string, string> {
    const merged = { ...this.request.body.headers };
    for (const [name, value] of Object.entries(this.personalization.headers ?? {})) {
      for (const present of Object.keys(merged))
        if (present.toLowerCase() === name.toLowerCase()) delete merged[present];
      merged[name] = value;
    }
    return merged;
  }

  get text(): string | undefined {
    return this.#content("text/plain");
  }

  get html(): string | undefined {
    return this.#content("text/html");
  }

  get customArgs(): Record<string, string> {
    return { ...this.request.body.custom_args, ...this.personalization.custom_args };
  }

  get categories(): readonly string[] {
    return this.request.body.categories ?? [];
  }

  #content(type: "text/plain" | "text/html"): string | undefined {
    const part = this.request.body.content.find((candidate) => candidate.type === type);
    if (!part) return undefined;
    const footer = this.request.body.mail_settings?.footer;
    const tail = footer?.enable ? ((type === "text/html" ? footer.html : footer.text) ?? "") : "";
    return this.#fill(part.value) + tail;
  }

  #fill(text: string): string {
    return substitute(text, this.personalization.substitutions);
  }
}

/** Every message the simulator accepted, in order and by recipient. */
export class MessageStore {
  readonly #all: SentMessage[] = [];
  readonly #byRecipient = new Map<string, SentMessage[]>();

  /** Stores one message for each recipient (to, cc and bcc) of a request; `newId` gives its SendGrid message id. */
  add(request: AcceptedRequest, personalizations: Personalization[], newId: () => string): SentMessage[] {
    const added: SentMessage[] = [];
    for (const personalization of personalizations) {
      const { to, cc = [], bcc = [] } = personalization;
      for (const { email } of [...to, ...cc, ...bcc]) {
        const message = new SentMessage(this.#all.length + 1, request, personalization, email, newId());
        this.#all.push(message);
        const key = addressKey(email);
        const known = this.#byRecipient.get(key);
        if (known) known.push(message);
        else this.#byRecipient.set(key, [message]);
        added.push(message);
      }
    }
    return added;
  }

  get all(): readonly SentMessage[] {
    return this.#all;
  }

  byId(id: number): SentMessage | undefined {
    return this.#all[id - 1];
  }

  /** Messages to exactly this address (letter case aside), oldest first. */
  to(email: string): readonly SentMessage[] {
    return this.#byRecipient.get(addressKey(email)) ?? [];
  }

  /** Messages to addresses that contain `part`, newest first: one page and how many there are in all. */
  search(part: string, offset: number, limit: number): { messages: SentMessage[]; total: number } {
    const wanted = part.trim().toLowerCase();
    const found = wanted ? this.#containing(wanted) : this.#all;
    const messages: SentMessage[] = [];
    for (let index = found.length - 1 - offset; index >= 0 && messages.length < limit; index -= 1) {
      const message = found[index];
      if (message) messages.push(message);
    }
    return { messages, total: found.length };
  }

  #containing(part: string): readonly SentMessage[] {
    const exact = this.#byRecipient.get(part);
    if (exact) return exact;
    const found: SentMessage[] = [];
    for (const [address, messages] of this.#byRecipient) if (address.includes(part)) found.push(...messages);
    return found.sort((one, other) => one.id - other.id);
  }
}
