/** What can be made to go wrong with a request, on demand. */
export type Fault =
  /** 429 with `Retry-After` and `X-RateLimit-*`. */
  | { kind: "rate-limited"; retryAfterSeconds?: number }
  /** An error of SendGrid's own, with its error body: with 400 it refuses the whole request. */
  | { kind: "status"; status: 400 | 500 | 502 | 503 | 504 }
  /** The answer never comes; the request is acted upon first when `accept` is true. */
  | { kind: "unanswered"; accept: boolean }
  /** The connection is cut; the request is acted upon first when `accept` is true. */
  | { kind: "cut"; accept: boolean }
  /** Acted upon at once, answered after `ms` milliseconds. */
  | { kind: "slow"; ms: number }
  /** A proxy's HTML page instead of SendGrid's answer; the request is not acted upon. */
  | { kind: "html"; status?: number };

export interface FaultScope {
  /** How many requests it strikes; without it, all until cleared. */
  times?: number;
  /** The path it strikes; `/v3/mail/send` unless told. */
  path?: string;
  /** The API key whose requests it strikes; without it, anybody's. */
  apiKey?: string;
}

/** The armed faults: the oldest that fits a request strikes. */
export class Faults {
  #armed: { fault: Fault; left: number; path: string; apiKey: string | undefined }[] = [];

  arm(fault: Fault, { times = Infinity, path = "/v3/mail/send", apiKey }: FaultScope = {}): void {
    this.#armed.push({ fault, left: times, path, apiKey });
  }

  /** How many strikes of limited faults are still to come. */
  get left(): number {
    return this.#armed.reduce((sum, { left }) => sum + (Number.isFinite(left) ? left : 0), 0);
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this request, used up by one; undefined when there is none. */
  strike({ path, authorization }: { path: string; authorization: string | undefined }): Fault | undefined {
    const armed = this.#armed.find(
      (entry) =>
        entry.path === path &&
        entry.left > 0 &&
        (entry.apiKey === undefined || authorization === `Bearer ${entry.apiKey}`),
    );
    if (!armed) return undefined;
    armed.left -= 1;
    this.#armed = this.#armed.filter((entry) => entry.left > 0);
    return armed.fault;
  }
}
