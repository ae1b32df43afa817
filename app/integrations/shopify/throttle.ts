import type { AdminFailure, QueryCost, ThrottleStatus } from "./failures";
import type { AdminGraphql } from "./admin";

/** Sends one document, and gives its data with what it cost. Throws `AdminFailure`. */
export type CostedGraphql = (
  document: string,
  variables?: Record<string, unknown>,
) => Promise<{ data: unknown; cost: QueryCost | undefined }>;

/** The clock that throttling goes by. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Thrown by a sender when Shopify refused a request for its cost, with the budget it told. */
export class Throttled extends Error {
  override readonly name = "Throttled";
  constructor(
    readonly failure: AdminFailure,
    readonly cost: QueryCost | undefined,
  ) {
    super("the Admin API is throttled");
  }
}

/** What is known of one shop's budget, shared by all that the process asks of this shop. */
export class Budget {
  #status: ThrottleStatus | undefined;
  #at = 0;
  readonly #costs = new Map<string, number>();

  /** Takes note of what an answer said. */
  note(document: string, cost: QueryCost | undefined, now: number): void {
    if (!cost) return;
    this.#status = cost.throttleStatus;
    this.#at = now;
    this.#costs.set(document, cost.requestedQueryCost);
  }

  /** Milliseconds until the budget has what this document costs, and a share that is left for others: the store's own staff, other parts of the app. Takes the points when there is nothing to wait for. */
  waitFor(document: string, now: number): number {
    if (!this.#status) return 0;
    const { maximumAvailable, restoreRate } = this.#status;
    const restored = this.#status.currentlyAvailable + ((now - this.#at) / 1000) * restoreRate;
    const available = Math.min(maximumAvailable, restored);
    const cost = this.#costs.get(document) ?? 0;
    const needed = Math.min(maximumAvailable, cost + maximumAvailable * KEPT_FREE);
    if (available < needed) return Math.ceil(((needed - available) / restoreRate) * 1000);
    this.#status = { ...this.#status, currentlyAvailable: available - cost };
    this.#at = now;
    return 0;
  }
}

const KEPT_FREE = 0.1;
/** How often a request that Shopify refused for its cost is sent again. */
const MAX_REFUSALS = 6;
/** Longer than these is for the queue to wait, not for a worker. */
const LONGEST_WAIT_MS = 30_000;

/**
 * An Admin API that keeps within the shop's budget of cost points: waits before a request that would exceed it, and after a refusal for as long as it takes to restore. Throws `AdminFailure("unavailable", "THROTTLED")`
 * when Shopify goes on refusing, and whatever else the sender throws.
 */
export function obeyThrottle(send: CostedGraphql, budget: Budget, clock: Clock): AdminGraphql {
  return async (document, variables) => {
    for (let refusals = 0; ;) {
      for (let ms = budget.waitFor(document, clock.now()); ms > 0; ms = budget.waitFor(document, clock.now()))
        await clock.wait(Math.min(ms, LONGEST_WAIT_MS));
      try {
        const { data, cost } = await send(document, variables);
        budget.note(document, cost, clock.now());
        return data;
      } catch (error) {
        if (!(error instanceof Throttled)) throw error;
        refusals += 1;
        budget.note(document, error.cost, clock.now());
        if (refusals >= MAX_REFUSALS || (error.failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS) throw error.failure;
        // An answer that tells no budget still asks to be left alone for a while, longer each time.
        if (!error.cost) await clock.wait(error.failure.retryAfterMs ?? 1000 * 2 ** (refusals - 1));
      }
    }
  };
}
