/** Why the Admin API could not be used. `unavailable`: it may work later. `denied`: the store does not let the app, and trying again changes nothing. */
export class AdminFailure extends Error {
  override readonly name = "AdminFailure";
  constructor(
    readonly kind: "unavailable" | "denied",
    /** `NETWORK`, `THROTTLED`, `HTTP_503`, or Shopify's own code, such as `ACCESS_DENIED`. */
    readonly code: string,
    /** When Shopify says how long to wait: milliseconds. */
    readonly retryAfterMs: number | undefined = undefined,
  ) {
    super(`the Admin API is ${kind}: ${code}`);
  }
}

/** What Shopify says of the shop's budget of cost points. */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Points a second. */
  readonly restoreRate: number;
}

/** The cost of one request, as Shopify counts it. */
export interface QueryCost {
  readonly requestedQueryCost: number;
  readonly throttleStatus: ThrottleStatus;
}

/** The cost in an answer's extensions, where it is of the expected form. */
export function costOf(extensions: unknown): QueryCost | undefined {
  const { cost } = (extensions ?? {}) as { cost?: Partial<QueryCost> };
  const status = cost?.throttleStatus;
  const numbers = [cost?.requestedQueryCost, status?.maximumAvailable, status?.currentlyAvailable, status?.restoreRate];
  return numbers.every((number) => typeof number === "number") ? (cost as QueryCost) : undefined;
}

/** The shape in which Shopify's client throws: an HTTP answer, or GraphQL errors in an answer of 200. */
interface ClientError {
  readonly response?: { readonly code?: number; readonly status?: number; readonly retryAfter?: number };
  readonly body?: {
    readonly errors?: { readonly graphQLErrors?: readonly { readonly extensions?: { readonly code?: unknown } }[] };
    readonly extensions?: unknown;
  };
}

/** Whether Shopify answered with errors in GraphQL that `readFailure` knows nothing of: what was asked is refused, and would be again. */
export function isRefusedQuery(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AdminFailure || readFailure(error)) return false;
  return ((error as ClientError).body?.errors?.graphQLErrors ?? []).length > 0;
}

/** What an error thrown by Shopify's client means, with the cost it carries; `undefined` when it is none of the Admin API's. Nothing of its message is kept: it may quote data. */
export function readFailure(error: unknown): { failure: AdminFailure; cost: QueryCost | undefined } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { response, body } = error as ClientError;
  const cost = costOf(body?.extensions);
  const codes = (body?.errors?.graphQLErrors ?? []).map(({ extensions }) => extensions?.code);
  if (codes.includes("THROTTLED")) return { failure: new AdminFailure("unavailable", "THROTTLED"), cost };
  if (codes.includes("ACCESS_DENIED")) return { failure: new AdminFailure("denied", "ACCESS_DENIED"), cost };
  if (codes.includes("INTERNAL_SERVER_ERROR") || codes.includes("TIMEOUT"))
    return { failure: new AdminFailure("unavailable", "INTERNAL_SERVER_ERROR"), cost };
  const status = response?.code ?? response?.status;
  if (status === 429)
    return { failure: new AdminFailure("unavailable", "THROTTLED", (response?.retryAfter ?? 1) * 1000), cost };
  if (typeof status === "number" && status >= 500)
    return { failure: new AdminFailure("unavailable", `HTTP_${status}`), cost };
  if (status === 403) return { failure: new AdminFailure("denied", "HTTP_403"), cost };
  // A token that is just being renewed or a shop that is frozen: both may pass.
  if (status === 401 || status === 402 || status === 423)
    return { failure: new AdminFailure("unavailable", `HTTP_${status}`), cost };
  return error.constructor.name === "HttpRequestError"
    ? { failure: new AdminFailure("unavailable", "NETWORK"), cost }
    : undefined;
}
