import { Client } from "@sendgrid/client";
import { MailService } from "@sendgrid/mail";
import type { MailDataRequired } from "@sendgrid/mail";
import type { EventsSetUp } from "./eventsSetUp";
import type { MailSendBody, SendOutcome } from "./mailSend";
import { readOutcome, type Answer } from "./outcome";
import { senderDomainIn, type SenderDomain } from "./senderDomain";
import {
  readSuppressions,
  refusedAddresses,
  SUPPRESSIONS_A_PAGE,
  type SuppressionList,
  type SuppressionPage,
  type SuppressionWriteOutcome,
} from "./suppressions";

/** What the app asks of SendGrid. */
export interface SendGrid {
  /** Hands over up to 1000 personalizations in one request, given as the JSON of a `MailSendBody`. Never throws: every ending is an outcome. */
  sendBatch(body: Buffer): Promise<SendOutcome>;
  /** Sends one mail through SendGrid's own mail helper. Never throws. */
  sendOne(body: MailSendBody): Promise<SendOutcome>;
  /** Whether the key may send, and from this address. */
  checkSender(fromEmail: string): Promise<SenderCheck>;
  /** How the domain of the sender is authenticated at this moment. Never throws. */
  readSenderDomain(fromEmail: string): Promise<SenderDomain>;
  /** Makes SendGrid send signed events to `url`. Gives the public key they are signed for, or why nothing was set up. Never throws. */
  setUpEvents(url: string): Promise<EventsSetUp>;
  /**
   * Makes SendGrid post the mail of a domain to `url`, whole and signed (Inbound Parse). Gives the public key, empty when the account or key does not allow signing; or why nothing was set up. Never throws.
   */
  setUpInbound(domain: string, url: string): Promise<InboundSetUp>;
  /** One page of a list of suppressed addresses, from `offset` on, of those put there until then, and since then if it is said. Never throws. */
  listSuppressions(
    list: SuppressionList,
    options: { offset: number; until: Date; since?: Date },
  ): Promise<SuppressionPage>;
  /** Puts addresses on the account's list of global unsubscribes: nothing more goes to them through SendGrid, whoever asks. Never throws. */
  suppress(emails: readonly string[]): Promise<SuppressionWriteOutcome>;
  /** Takes an address off that list again, whether it is on it or not. Never throws. */
  unsuppress(email: string): Promise<SuppressionWriteOutcome>;
}

/** `by_hand`: the key may not set it up. `refused`: SendGrid does not take the domain; it must be one of the account's authenticated domains, or below one, and nobody else's. */
export type InboundSetUp =
  | { readonly kind: "ready"; readonly publicKey: string }
  | { readonly kind: "by_hand" | "refused" | "key_refused" | "unreachable" };

export type SenderCheck = "ready" | "key_refused" | "sender_unverified" | "unreachable";

const TIMEOUT_MS = 30_000;

/** What the app hears of its mails: what became of them and who does not want them. Never opens or clicks: nobody is watched. */
const EVENTS = {
  enabled: true,
  friendly_name: "Twostage",
  processed: false,
  delivered: true,
  deferred: true,
  bounce: true,
  dropped: true,
  spam_report: true,
  unsubscribe: true,
  group_unsubscribe: true,
  group_resubscribe: false,
  open: false,
  click: false,
};

/** A client for one API key. `baseUrl` is the region's, or a local one in development. */
export function createSendGrid(options: { apiKey: string; baseUrl: string; timeoutMs?: number }): SendGrid {
  const client = makeClient(options);
  const batches = makeClient(options, { transformRequest: ([bytes]: [Buffer]) => bytes });
  const mail = new MailService();
  mail.setClient(client);

  const ask = async (method: "POST" | "PATCH", url: string, body: object): Promise<unknown> =>
    (await client.request({ method, url, body }))[1];
  const getIfAllowed = async (url: string): Promise<unknown> => {
    try {
      return await get(url);
    } catch (error) {
      if (answerOf(error).status === 403) return undefined;
      throw error;
    }
  };
  const get = async (url: string): Promise<unknown> => (await client.request({ method: "GET", url }))[1];

  return {
    sendBatch: (body) =>
      // The client copies an object that it is given, bytes as well, and passes a list on as it is.
      outcomeOf(async () => (await batches.request({ method: "POST", url: "/v3/mail/send", body: [body] }))[0]),
    sendOne: (body) => outcomeOf(async () => (await mail.send(forHelper(body)))[0]),
    async checkSender(fromEmail) {
      try {
        const scopes = await get("/v3/scopes");
        if (!(scopes as { scopes?: string[] }).scopes?.includes("mail.send")) return "key_refused";
        // Either look-up suffices, and a key may be allowed only one of them.
        const domains = await getIfAllowed("/v3/whitelabel/domains?limit=200");
        if (hasAuthenticatedDomain(domains, fromEmail)) return "ready";
        const senders = await getIfAllowed("/v3/verified_senders?limit=200");
        if (hasVerifiedSender(senders, fromEmail)) return "ready";
        return domains === undefined || senders === undefined ? "key_refused" : "sender_unverified";
      } catch (error) {
        const { status } = answerOf(error);
        return status === 401 || status === 403 ? "key_refused" : "unreachable";
      }
    },
    async readSenderDomain(fromEmail) {
      try {
        return senderDomainIn(await get("/v3/whitelabel/domains?limit=200"), fromEmail);
      } catch (error) {
        const { status } = answerOf(error);
        return status === 401 ? "key_refused" : status === 403 ? "not_readable" : "unreachable";
      }
    },
    async listSuppressions(list, { offset, until, since }) {
      const end = Math.ceil(until.getTime() / 1000);
      const start = since ? `&start_time=${Math.floor(since.getTime() / 1000)}` : "";
      try {
        const body = await get(
          `/v3/suppression/${list}?limit=${SUPPRESSIONS_A_PAGE}&offset=${offset}&end_time=${end}${start}`,
        );
        return { kind: "page", ...readSuppressions(list, body) };
      } catch (error) {
        return failedOn(answerOf(error));
      }
    },
    async setUpInbound(domain, url) {
      const setting = `/v3/user/webhooks/parse/settings/${encodeURIComponent(domain)}`;
      // The whole mail, with its own characters, and no spam check: a complaint may read like spam.
      const wanted = { url, spam_check: false, send_raw: true };
      try {
        const { result = [] } = (await get("/v3/user/webhooks/parse/settings")) as { result?: { hostname?: string }[] };
        if (result.some(({ hostname }) => hostname?.toLowerCase() === domain)) await ask("PATCH", setting, wanted);
        else await ask("POST", "/v3/user/webhooks/parse/settings", { hostname: domain, ...wanted });
      } catch (error) {
        const { status } = answerOf(error);
        if (status === 401) return { kind: "key_refused" };
        if (status === 403) return { kind: "by_hand" };
        return { kind: status !== undefined && status >= 400 && status < 500 ? "refused" : "unreachable" };
      }
      try {
        const { policy } = (await ask("POST", "/v3/user/webhooks/security/policies", {
          name: "Twostage incoming mail",
          signature: { enabled: true },
        })) as { policy?: { id?: string; signature?: { public_key?: string } } };
        const publicKey = policy?.signature?.public_key ?? "";
        if (!policy?.id || !publicKey) return { kind: "ready", publicKey: "" };
        const { security_policy } = (await ask("PATCH", setting, { ...wanted, security_policy: policy.id })) as {
          security_policy?: string;
        };
        // A key is only asked for once SendGrid says that it signs: else every mail would be refused.
        return { kind: "ready", publicKey: security_policy === policy.id ? publicKey : "" };
      } catch {
        return { kind: "ready", publicKey: "" };
      }
    },
    suppress: (emails) => written(() => ask("POST", "/v3/asm/suppressions/global", { recipient_emails: emails })),
    unsuppress: (email) =>
      written(() =>
        client.request({ method: "DELETE", url: `/v3/asm/suppressions/global/${encodeURIComponent(email)}` }),
      ),
    async setUpEvents(url) {
      let isFull = false;
      try {
        const { webhooks = [], max_allowed: most = Infinity } = (await get("/v3/user/webhooks/event/settings/all")) as {
          webhooks?: { id?: string; url?: string }[];
          max_allowed?: number;
        };
        const known = webhooks.find((webhook) => webhook.url === url)?.id;
        isFull = !known && webhooks.length >= most;
        const settings = { ...EVENTS, url };
        const { id } = (await (known
          ? ask("PATCH", `/v3/user/webhooks/event/settings/${known}`, settings)
          : ask("POST", "/v3/user/webhooks/event/settings", settings))) as { id?: string };
        const signed = (await ask("PATCH", `/v3/user/webhooks/event/settings/signed/${id ?? known}`, {
          enabled: true,
        })) as { public_key?: string };
        return signed.public_key ? { kind: "ready", publicKey: signed.public_key } : { kind: "refused" };
      } catch (error) {
        const { status } = answerOf(error);
        if (status === 401 || status === 403) return { kind: "not_allowed" };
        if (status === undefined || status === 429 || status >= 500) return { kind: "unreachable" };
        return { kind: isFull ? "no_room" : "refused" };
      }
    },
  };
}

function makeClient(
  { apiKey, baseUrl, timeoutMs = TIMEOUT_MS }: { apiKey: string; baseUrl: string; timeoutMs?: number },
  more: object = {},
): Client {
  const client = new Client();
  client.setApiKey(apiKey);
  // After setApiKey, which puts the address back to the global region.
  client.setDefaultRequest("baseUrl", `${baseUrl}/`);
  // The client has no time-out of its own: without one a request that is never answered would hold its batch for ever. A redirected POST could be taken twice.
  const transport = { timeout: timeoutMs, maxRedirects: 0, ...more };
  client.setDefaultRequest(transport as unknown as Parameters<Client["setDefaultRequest"]>[0]);
  return client;
}

/** The helper's own shape of the same body: it takes camel case and builds the request from it. */
function forHelper(body: MailSendBody): MailDataRequired {
  const [personalization] = body.personalizations;
  return {
    to: personalization?.to,
    from: body.from,
    replyTo: body.reply_to,
    subject: body.subject,
    content: body.content as MailDataRequired["content"],
    headers: { ...body.headers, ...personalization?.headers },
    customArgs: { ...body.custom_args, ...personalization?.custom_args },
    categories: body.categories,
    trackingSettings: {
      clickTracking: { enable: false, enableText: false },
      openTracking: { enable: false },
      subscriptionTracking: { enable: false },
    },
    ...(body.mail_settings ? { mailSettings: { bypassUnsubscribeManagement: { enable: true } } } : {}),
  } as MailDataRequired;
}

async function written(write: () => Promise<unknown>): Promise<SuppressionWriteOutcome> {
  try {
    await write();
    return { kind: "done" };
  } catch (error) {
    const answer = answerOf(error);
    return answer.status === 400 ? { kind: "refused", positions: refusedAddresses(answer.body) } : failedOn(answer);
  }
}

function failedOn({ status }: Answer): Extract<SuppressionPage, { kind: "failed" }> {
  return { kind: "failed", code: status === 401 ? "key_refused" : status === 403 ? "not_allowed" : "unreachable" };
}

async function outcomeOf(
  send: () => Promise<{ statusCode: number; headers: unknown; body?: unknown }>,
): Promise<SendOutcome> {
  let answer: Answer;
  try {
    const response = await send();
    answer = { status: response.statusCode, headers: plainHeaders(response.headers), body: response.body };
  } catch (error) {
    answer = answerOf(error);
  }
  return readOutcome(answer, new Date());
}

/** Reads an error of the client, which carries the answer's code, or that of the network. */
function answerOf(error: unknown): Answer {
  const { code, response } = error as { code?: number | string; response?: { headers?: unknown; body?: unknown } };
  if (typeof code === "number") return { status: code, headers: plainHeaders(response?.headers), body: response?.body };
  return { networkCode: typeof code === "string" ? code : "network" };
}

function plainHeaders(headers: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function hasAuthenticatedDomain(domains: unknown, fromEmail: string): boolean {
  const domain = fromEmail.slice(fromEmail.lastIndexOf("@") + 1).toLowerCase();
  return (
    Array.isArray(domains) &&
    (domains as { domain?: string; valid?: boolean }[]).some(
      (entry) => entry.valid === true && entry.domain?.toLowerCase() === domain,
    )
  );
}

function hasVerifiedSender(senders: unknown, fromEmail: string): boolean {
  const { results } = (senders ?? {}) as { results?: { from_email?: string; verified?: boolean }[] };
  return (
    results?.some(
      (sender) => sender.verified === true && sender.from_email?.toLowerCase() === fromEmail.toLowerCase(),
    ) ?? false
  );
}
