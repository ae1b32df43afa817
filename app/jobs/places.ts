/** Work of one shop that one worker does at once, of a kind that waits for SendGrid. */
export const SHOP_AT_ONCE = 2;

/** After so long an answer is slow, and looked at again so often whether others wait for its place. */
const SLOW_TICKS = 4;
const TICK_MS = 500;
/** Work that goes on beside the places of one kind: each holds its requests in memory, some megabytes for hand-overs. */
const MOST_BESIDE = 64;

/** A piece of work's place. */
export interface Place {
  /** Whether it was left to others: the work finishes what it has in flight, and begins nothing else. */
  readonly left: boolean;
  /** Waits for an answer from outside. When that is slow and others wait for a place, this one is left to them. */
  waits<T>(answer: Promise<T>): Promise<T>;
}

export interface PlacesOptions {
  /** Whether work of this kind waits for a place. */
  othersWait(): Promise<boolean>;
  /** Told of work that failed after it had left its place: nobody else sees it. */
  failed(error: unknown): void;
}

/**
 * The places of one kind of work at this worker, of which the queue keeps so many. A shop whose SendGrid does not answer would hold them for half a minute each, and a few such shops all of them; so work whose answer is slow gives its place to
 * others that wait, and ends beside. Two shops never wait for each other longer than two seconds.
 */
export class Places {
  readonly #ofShop = new Map<number, number>();
  readonly #beside = new Set<Promise<void>>();

  constructor(private readonly options: PlacesOptions) {}

  /** Does work of a shop; ends when it has ended or left its place. Gives `false`, and does nothing, while the shop has `SHOP_AT_ONCE` pieces of work under way, in places or beside. Throws what the work throws. */
  async take(shopId: number, work: (place: Place) => Promise<void>): Promise<boolean> {
    if (this.#count(shopId, 0) >= SHOP_AT_ONCE) return false;
    this.#count(shopId, 1);
    const { place, left } = this.#place();
    const done = work(place).finally(() => this.#count(shopId, -1));
    await Promise.race([done, left]);
    if (place.left) this.#goesOn(done);
    return true;
  }

  /** Ends when nothing goes on beside any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#beside);
  }

  #goesOn(done: Promise<void>): void {
    const settled = done
      .catch((error: unknown) => this.options.failed(error))
      .finally(() => this.#beside.delete(settled));
    this.#beside.add(settled);
  }

  #count(shopId: number, change: number): number {
    const now = (this.#ofShop.get(shopId) ?? 0) + change;
    if (now > 0) this.#ofShop.set(shopId, now);
    else this.#ofShop.delete(shopId);
    return now;
  }

  #place(): { place: Place; left: Promise<void> } {
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    let isLeft = false;
    const look = async () => {
      if (isLeft || this.#beside.size >= MOST_BESIDE) return;
      // Who cannot tell stays: the next look can.
      if (!(await this.options.othersWait().catch(() => false))) return;
      isLeft = true;
      leave();
    };
    const place: Place = {
      get left() {
        return isLeft;
      },
      async waits(answer) {
        let ticks = 0;
        const timer = setInterval(() => {
          ticks += 1;
          if (ticks >= SLOW_TICKS) void look();
        }, TICK_MS);
        try {
          return await answer;
        } finally {
          clearInterval(timer);
        }
      },
    };
    return { place, left };
  }
}
