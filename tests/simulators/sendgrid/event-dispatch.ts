import { SIGNATURE_HEADER, signEvents, TIMESTAMP_HEADER } from "./event-signature";
import { type EventWebhook, type EventWebhooks } from "./event-webhooks";
import { type SendGridEvent } from "./events";
import { seededRandom, shuffled } from "../seeded";
import { type Scheduler } from "./types";

const KEPT_POSTS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_WAIT_MS = 60 * 60 * 1000;
const ANSWER_MS = 10_000;

export interface DispatchOptions {
  now: () => Date;
  scheduler: Scheduler;
  /** `automatic` posts by size and time; `manual` only when flushed. */
  mode: "automatic" | "manual";
  batchSize: number;
  batchMs: number;
  /** The first wait before a refused post is repeated; it doubles, up to an hour, for 24 hours. */
  retryMs: number;
  newEventId: () => string;
}

/** Disorder that life brings and a receiver must bear. */
export interface Disorder {
  /** Every event arrives twice, the second time in a later place. */
  duplicate?: boolean;
  /** Events arrive in a shuffled order, decided by this seed. */
  shuffleSeed?: number;
  /** A repeated post carries fresh `sg_event_id`s, as SendGrid's may. */
  freshIdsOnRetry?: boolean;
}

/** One post made to a webhook; `status` is 0 when there was no answer. */
export interface WebhookPost {
  url: string;
  at: Date;
  events: number;
  attempt: number;
  status: number;
}

interface Batch {
  hook: EventWebhook;
  events: SendGridEvent[];
  attempt: number;
  firstTried: number;
}

/** Queues events for each webhook and posts them in batches, signed, repeating what was not answered with 2xx. */
export class EventDispatch {
  /** The latest posts, oldest first. */
  readonly posts: WebhookPost[] = [];
  disorder: Disorder = {};
  readonly #queues = new Map<EventWebhook, SendGridEvent[]>();
  #waiting: Batch[] = [];
  #takeBackTimer: (() => void) | undefined;
  readonly #takeBackRetries = new Set<() => void>();
  /** Events of posts that are on their turn and not yet made. */
  #leaving = 0;
  #tail: Promise<void> = Promise.resolve();
  #held = false;
  #closed = false;

  constructor(
    private readonly webhooks: EventWebhooks,
    private readonly options: DispatchOptions,
  ) {}

  /** How many events wait to be posted for the first time or again, or are being posted. */
  get pending(): number {
    const queued = [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, this.#leaving);
    return this.#waiting.reduce((sum, batch) => sum + batch.events.length, queued);
  }

  push(event: SendGridEvent): void {
    for (const hook of this.webhooks.wanting(event.event)) {
      const queue = this.#queues.get(hook) ?? [];
      queue.push(event);
      if (this.disorder.duplicate) queue.push(event);
      this.#queues.set(hook, queue);
      if (this.options.mode === "automatic" && !this.#held) this.#plan(queue.length >= this.options.batchSize);
    }
  }

  /** Keeps events back until `release`; a flush still posts them. */
  hold(): void {
    this.#held = true;
    this.#takeBackTimer?.();
    this.#takeBackTimer = undefined;
  }

  release(): void {
    this.#held = false;
    if (this.options.mode === "automatic" && this.pending > 0) this.#plan(true);
  }

  /** Posts everything that waits, once; resolves with how many events were taken and how many still wait. */
  async flush(): Promise<{ taken: number; waiting: number }> {
    this.#takeBackTimer?.();
    this.#takeBackTimer = undefined;
    let taken = 0;
    const run = this.#tail.then(async () => {
      const batches = [...this.#waiting.splice(0), ...this.#cutBatches()];
      this.#leaving += batches.reduce((sum, { events }) => sum + events.length, 0);
      for (const batch of batches) {
        if (await this.#post(batch)) taken += batch.events.length;
        this.#leaving -= batch.events.length;
      }
    });
    this.#tail = run.catch(() => undefined);
    await run;
    return { taken, waiting: this.pending };
  }

  /** Stops every timer, drops what waits and lets the post under way finish. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#takeBackTimer?.();
    for (const takeBack of this.#takeBackRetries) takeBack();
    this.#queues.clear();
    this.#waiting = [];
    await this.#tail;
  }

  #plan(now: boolean): void {
    if (this.#takeBackTimer && !now) return;
    this.#takeBackTimer?.();
    this.#takeBackTimer = this.options.scheduler(() => void this.flush(), now ? 0 : this.options.batchMs);
  }

  #cutBatches(): Batch[] {
    const batches: Batch[] = [];
    for (const [hook, queue] of this.#queues) {
      const seed = this.disorder.shuffleSeed;
      const events = seed === undefined ? queue.splice(0) : shuffled(queue.splice(0), seededRandom(seed));
      for (let start = 0; start < events.length; start += this.options.batchSize)
        batches.push({
          hook,
          events: events.slice(start, start + this.options.batchSize),
          attempt: 0,
          firstTried: this.options.now().getTime(),
        });
    }
    return batches;
  }

  async #post(batch: Batch): Promise<boolean> {
    if (this.#closed) return false;
    batch.attempt += 1;
    if (batch.attempt > 1 && this.disorder.freshIdsOnRetry)
      batch.events = batch.events.map((event) => ({ ...event, sg_event_id: this.options.newEventId() }));
    // SendGrid's own line layout: a receiver that verifies re-serialised JSON instead of the raw bytes must fail here.
    const body = Buffer.from(`[${batch.events.map((event) => JSON.stringify(event)).join(",\r\n")}]\r\n`);
    const status = await this.#deliver(batch.hook, body);
    this.posts.push({
      url: batch.hook.url,
      at: this.options.now(),
      events: batch.events.length,
      attempt: batch.attempt,
      status,
    });
    if (this.posts.length > KEPT_POSTS) this.posts.shift();
    const taken = status >= 200 && status < 300;
    if (!taken) this.#keepForRetry(batch);
    return taken;
  }

  async #deliver(hook: EventWebhook, body: Buffer<ArrayBuffer>): Promise<number> {
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      "User-Agent": "SendGrid Event API",
    };
    if (hook.privateKey) {
      const timestamp = String(Math.floor(this.options.now().getTime() / 1000));
      headers[TIMESTAMP_HEADER] = timestamp;
      headers[SIGNATURE_HEADER] = signEvents(hook.privateKey, timestamp, body);
    }
    try {
      const response = await fetch(hook.url, {
        method: "POST",
        headers,
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  #keepForRetry(batch: Batch): void {
    const { now, retryMs, mode, scheduler } = this.options;
    if (this.#closed || now().getTime() - batch.firstTried > DAY_MS) return;
    this.#waiting.push(batch);
    if (mode === "manual") return;
    const wait = Math.min(retryMs * 2 ** (batch.attempt - 1), LONGEST_WAIT_MS);
    const takeBack = scheduler(() => {
      this.#takeBackRetries.delete(takeBack);
      this.#retry(batch);
    }, wait);
    this.#takeBackRetries.add(takeBack);
  }

  #retry(batch: Batch): void {
    const place = this.#waiting.indexOf(batch);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    this.#leaving += batch.events.length;
    this.#tail = this.#tail.then(async () => {
      await this.#post(batch);
      this.#leaving -= batch.events.length;
    });
  }
}
