import { randomUUID } from "node:crypto";
import type { Settings } from "../options";
import { signWebhook } from "../sign";

/** One webhook and what became of it. */
export interface Delivery {
  topic: string;
  webhookId: string;
  body: string;
  /** One entry per attempt: the HTTP status, or why there was none. */
  attempts: (number | "timeout" | "unreachable")[];
  delivered: boolean;
  /** Ends when it is delivered or given up. */
  done: Promise<void>;
}

/**
 * Sends webhooks at least once: signed, answered with 2xx within the time-out, or sent again under the same id after
 * each of the retry delays, then given up. Redirects count as failures.
 */
export class Webhooks {
  readonly deliveries: Delivery[] = [];
  readonly #stop = new AbortController();
  /** How often each automatic webhook is sent, to try what the app does with repetitions. */
  copies = 1;

  constructor(
    private readonly settings: Settings,
    /** The app's public origin. */
    private readonly target: () => string,
  ) {}

  /** A webhook that follows from an event in the shop: sent if the app is subscribed to the topic, and the payload passes the subscription's filter. */
  emit(topic: string, payload: object): void {
    if (!this.settings.app.webhooks.has(topic)) return;
    const [field, value] = this.settings.app.webhookFilters.get(topic)?.split(":") ?? [];
    if (field !== undefined && (payload as Record<string, unknown>)[field] !== value) return;
    const delivery = this.send(topic, payload);
    for (let copy = 1; copy < this.copies; copy += 1) this.resend(delivery);
  }

  send(topic: string, payload: object, headers: Record<string, string | undefined> = {}): Delivery {
    return this.#start(topic, JSON.stringify(payload), { "x-shopify-webhook-id": randomUUID(), ...headers });
  }

  /** The same webhook once more, under the same id. */
  resend(delivery: Delivery): Delivery {
    return this.#start(delivery.topic, delivery.body, { "x-shopify-webhook-id": delivery.webhookId });
  }

  /** Waits until every webhook sent so far is delivered or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.deliveries.map((d) => d.done));
  }

  /** Gives up what is still waiting. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  #start(topic: string, body: string, forge: Record<string, string | undefined>): Delivery {
    const headers = signWebhook({
      topic,
      shop: this.settings.shop.domain,
      body,
      secret: this.settings.app.apiSecret,
      forge,
    });
    const delivery: Delivery = {
      topic,
      webhookId: headers["x-shopify-webhook-id"] ?? "",
      body,
      attempts: [],
      delivered: false,
      done: Promise.resolve(),
    };
    delivery.done = this.#deliver(delivery, headers);
    this.deliveries.push(delivery);
    return delivery;
  }

  async #deliver(delivery: Delivery, headers: Record<string, string>): Promise<void> {
    for (const delay of [0, ...this.settings.webhookRetryDelays]) {
      if (delay > 0) await wait(delay, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const outcome = await this.#attempt(delivery, headers);
      delivery.attempts.push(outcome);
      this.settings.log(`webhook ${delivery.topic} ${delivery.webhookId}: ${outcome}`);
      if (typeof outcome === "number" && outcome >= 200 && outcome < 300) {
        delivery.delivered = true;
        return;
      }
    }
  }

  async #attempt({ topic, body }: Delivery, headers: Record<string, string>): Promise<Delivery["attempts"][number]> {
    const timeout = AbortSignal.timeout(this.settings.webhookTimeout);
    try {
      const response = await fetch(`${this.target()}${this.settings.app.webhooks.get(topic) ?? "/webhooks"}`, {
        method: "POST",
        body,
        headers,
        redirect: "manual",
        signal: AbortSignal.any([timeout, this.#stop.signal]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return timeout.aborted ? "timeout" : "unreachable";
    }
  }
}

function wait(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
