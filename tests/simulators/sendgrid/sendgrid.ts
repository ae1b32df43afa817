import { randomUUID, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, type Socket } from "node:net";
import { authorise } from "./access";
import { accountRoutes, type SenderIdentities } from "./account";
import { type Disorder, EventDispatch, type WebhookPost } from "./event-dispatch";
import { publicKeyOf, EventWebhooks, SWITCHES, type Switch } from "./event-webhooks";
import { type Fault, Faults, type FaultScope } from "./faults";
import { type Answer, readRequest, type ReadRequest, refuse, write } from "./http";
import { InboundParse, type InboundPost, type IncomingMail, type Received } from "./inbound";
import { answerMailbox } from "./mailbox";
import { type SentMessage } from "./messages";
import { parseRoutes } from "./parse-api";
import { ParseSettings } from "./parse-settings";
import { idSource, PostOffice } from "./post-office";
import { findRoute, type Route } from "./routes";
import { suppressionRoutes } from "./suppression-api";
import { Suppressions } from "./suppressions";
import { type ApiKey, type MailAddress, type Outcome, type Scheduler } from "./types";
import { webhookRoutes } from "./webhook-api";

const KEPT_REQUESTS = 1000;

export interface SendGridOptions {
  /** 0 or absent: any free port. */
  port?: number;
  apiKeys: readonly ApiKey[];
  verifiedSenders?: readonly MailAddress[];
  authenticatedDomains?: readonly string[];
  /** Domains that were entered for authentication and whose DKIM records are not found. */
  brokenDomains?: readonly string[];
  /** An event webhook set up beforehand, all events on; signed when it has a key (P-256, PEM). */
  eventWebhook?: { url: string; privateKey?: string | KeyObject };
  /** `automatic` (default) posts events by size and time, `manual` only on `controls.flushEvents()`. */
  eventMode?: "automatic" | "manual";
  eventBatchSize?: number;
  eventBatchMs?: number;
  eventRetryMs?: number;
  /** The first wait before a mail that was not taken is posted again; it doubles, up to an hour, for three days. */
  inboundRetryMs?: number;
  /** What becomes of a message; delivered unless told. */
  outcome?: (message: SentMessage) => Outcome;
  /** Sees every parsed mail/send body before it is judged. */
  onMailSend?: (body: unknown) => void;
  now?: () => Date;
  scheduler?: Scheduler;
  /** Makes all ids repeatable. */
  seed?: string;
}

export interface RequestRecord {
  method: string;
  path: string;
  /** 0 when no answer was given. */
  status: number;
}

export interface SendGridControls {
  /** Arms a fault for the next requests (see `FaultScope`); several are used up in turn. */
  fault: (fault: Fault, scope?: FaultScope) => void;
  /** How many strikes of limited faults are still to come. */
  faultsLeft: () => number;
  /** Takes every fault back and cuts the requests that were left unanswered. */
  clearFaults: () => void;
  /** Closes the port, so that connections are refused, until `acceptConnections`. */
  refuseConnections: () => Promise<void>;
  acceptConnections: () => Promise<void>;
  /** Posts all waiting events once, repeats included. */
  flushEvents: () => Promise<{ taken: number; waiting: number }>;
  holdEvents: () => void;
  releaseEvents: () => void;
  /** Sets how events are disturbed from now on; `{}` ends it. */
  disturbEvents: (disorder: Disorder) => void;
  /** Lets something more happen to a message that was sent: a late bounce, a spam report, an unsubscribe. */
  happen: (message: SentMessage, outcome: Outcome) => void;
  suppressions: Suppressions;
  /** Lets somebody send a mail to a domain of the account. Resolves when it has been posted once. */
  receive: (mail: IncomingMail) => Promise<Received>;
  parseSettings: ParseSettings;
  /** The public key of the event webhook as SendGrid shows it (base64 SPKI), "" when unsigned. */
  eventPublicKey: () => string;
  pendingEvents: () => number;
}

export interface SendGrid {
  /** Where the API is, for example `http://127.0.0.1:4010`. */
  origin: string;
  /** The mailbox's first page. */
  mailboxUrl: string;
  /** Every accepted message, oldest first, dropped ones included. */
  sent: () => readonly SentMessage[];
  /** Accepted messages to an address (letter case aside), oldest first. */
  sentTo: (email: string) => readonly SentMessage[];
  /** Accepted messages that reached their mailbox. */
  deliveries: () => SentMessage[];
  /** The latest 1000 requests to the API, oldest first. */
  requests: readonly RequestRecord[];
  /** The latest 1000 posts to event webhooks, oldest first. */
  webhookPosts: readonly WebhookPost[];
  /** The latest 1000 posts of mail that came in, oldest first. */
  inboundPosts: readonly InboundPost[];
  controls: SendGridControls;
  close: () => Promise<void>;
}

/**
 * Starts a strict stand-in for SendGrid's v3 API on the loopback address, with its signed event webhook, faults on
 * demand and a mailbox to look into. Messages that ask for a later `send_at` are delivered at once.
 */
export async function startSendGrid(options: SendGridOptions): Promise<SendGrid> {
  const now = options.now ?? (() => new Date());
  const scheduler = options.scheduler ?? realScheduler;
  const newId = idSource(options.seed ?? randomUUID());
  const faults = new Faults();
  const suppressions = new Suppressions();
  const webhooks = new EventWebhooks(now);
  if (options.eventWebhook) {
    const everything = Object.fromEntries(SWITCHES.map((name) => [name, true])) as Record<Switch, boolean>;
    const { url, privateKey } = options.eventWebhook;
    webhooks.add({ url, enabled: true, switches: everything }, privateKey);
  }
  const events = new EventDispatch(webhooks, {
    now,
    scheduler,
    newEventId: newId,
    mode: options.eventMode ?? "automatic",
    batchSize: options.eventBatchSize ?? 500,
    batchMs: options.eventBatchMs ?? 200,
    retryMs: options.eventRetryMs ?? 1000,
  });
  const parseSettings = new ParseSettings();
  const inbound = new InboundParse(parseSettings, { now, scheduler, retryMs: options.inboundRetryMs ?? 1000 });
  const identities: SenderIdentities = {
    verifiedSenders: [...(options.verifiedSenders ?? [])],
    authenticatedDomains: [...(options.authenticatedDomains ?? [])],
    brokenDomains: [...(options.brokenDomains ?? [])],
  };
  const office = new PostOffice({
    now,
    identities,
    suppressions,
    events,
    newId,
    outcome: options.outcome ?? (() => "delivered"),
    onBody: options.onMailSend ?? (() => undefined),
  });
  const routes: Route[] = [
    { method: "POST", path: "/v3/mail/send", scope: "mail.send", handle: (request) => office.send(request) },
    ...accountRoutes(identities),
    ...suppressionRoutes(suppressions, now),
    ...webhookRoutes(webhooks),
    ...parseRoutes(parseSettings, identities),
  ];
  const requests: RequestRecord[] = [];
  const unanswered = new Set<Socket>();

  const record = (request: ReadRequest, status: number) => {
    requests.push({ method: request.method, path: request.path, status });
    if (requests.length > KEPT_REQUESTS) requests.shift();
  };
  const answerApi = (request: ReadRequest): Answer => {
    const found = findRoute(routes, request.method, request.path);
    if ("allowed" in found)
      return found.allowed.length > 0
        ? refuse(405, "method not allowed", { Allow: found.allowed.join(", ") })
        : refuse(404, "not found");
    const access = authorise(request, options.apiKeys, found.route.scope);
    return "refusal" in access ? access.refusal : found.route.handle(request, found.places, access.key);
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming);
    if (!request.path.startsWith("/v3/"))
      return write(response, await answerMailbox(request, office.messages, inbound));
    const fault = faults.strike({ path: request.path, authorization: request.headers.authorization });
    const accepted = !fault || ("accept" in fault ? fault.accept : fault.kind === "slow");
    const answer = accepted ? answerApi(request) : faultAnswer(fault, now());
    if (fault?.kind === "unanswered" || fault?.kind === "cut") {
      record(request, 0);
      if (fault.kind === "cut") incoming.socket.destroy();
      else unanswered.add(incoming.socket);
      return;
    }
    record(request, answer.status);
    if (fault?.kind === "slow") scheduler(() => write(response, answer), fault.ms);
    else write(response, answer);
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (incoming.destroyed && !incoming.complete) return;
      console.error("SendGrid simulator:", error);
      if (response.headersSent) response.destroy();
      else write(response, refuse(500, "internal server error"));
    });
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const cutUnanswered = () => {
    for (const socket of unanswered) socket.destroy();
    unanswered.clear();
  };

  return {
    origin,
    mailboxUrl: `${origin}/mailbox`,
    sent: () => office.messages.all,
    sentTo: (email) => office.messages.to(email),
    deliveries: () => office.messages.all.filter(({ state }) => state === "delivered"),
    requests,
    webhookPosts: events.posts,
    inboundPosts: inbound.posts,
    controls: {
      fault: (fault, scope) => faults.arm(fault, scope),
      faultsLeft: () => faults.left,
      clearFaults: () => {
        faults.clear();
        cutUnanswered();
      },
      refuseConnections: () => stopListening(server),
      acceptConnections: () => listen(server, port),
      flushEvents: () => events.flush(),
      holdEvents: () => events.hold(),
      releaseEvents: () => events.release(),
      disturbEvents: (disorder) => {
        events.disorder = disorder;
      },
      happen: (message, outcome) => office.happen(message, outcome),
      suppressions,
      receive: (mail) => inbound.receive(mail),
      parseSettings,
      eventPublicKey: () => (webhooks.all[0] ? publicKeyOf(webhooks.all[0]) : ""),
      pendingEvents: () => events.pending,
    },
    close: async () => {
      await events.close();
      await inbound.close();
      cutUnanswered();
      await stopListening(server);
    },
  };
}

function faultAnswer(fault: Fault, at: Date): Answer {
  if (fault.kind === "rate-limited") {
    const seconds = fault.retryAfterSeconds ?? 1;
    return refuse(429, "too many requests", {
      "Retry-After": String(seconds),
      "X-RateLimit-Limit": "600",
      "X-RateLimit-Remaining": "0",
      // A moment (seconds since 1970), not a wait.
      "X-RateLimit-Reset": String(Math.ceil(at.getTime() / 1000) + seconds),
    });
  }
  if (fault.kind === "html")
    return { status: fault.status ?? 200, body: "<!doctype html><title>Gateway</title><h1>Please stand by</h1>" };
  return fault.kind === "status"
    ? refuse(fault.status, fault.status === 400 ? "bad request" : "internal server error")
    : { status: 500 };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (server.listening) return resolve();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const realScheduler: Scheduler = (run, ms) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
