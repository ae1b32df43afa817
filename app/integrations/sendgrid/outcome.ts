import type { SendOutcome } from "./mailSend";

/** What the HTTP client knows of a request, whichever way it ended. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Code of a network failure: `ECONNREFUSED`, `ETIMEDOUT` ... */
  readonly networkCode?: string;
}

// Refused or unresolved before a byte of the request was sent: nothing can have been taken.
const NEVER_LEFT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const DEFAULT_WAIT_SECONDS = 5;
/** A told wait is kept to, but for one that can only be a mistake. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * Reads the outcome of a mail/send request. Only what cannot have been taken may be sent again: 429 and 503, which SendGrid answers instead of taking, and
 * a connection that never opened. A refusal is one only in SendGrid's own words: it then took nothing, while what a gateway in between says proves nothing. A time-out, a cut connection, another 5xx or an answer that makes no sense is unknown, for
 * good: there is no idempotency key.
 */
export function readOutcome(answer: Answer, now: Date): SendOutcome {
  const { status, networkCode } = answer;
  if (status === undefined) {
    const code = networkCode ?? "network";
    return NEVER_LEFT.has(code)
      ? { kind: "retry_later", code, afterSeconds: DEFAULT_WAIT_SECONDS }
      : { kind: "unknown", code };
  }
  if (status === 202) {
    const messageId = answer.headers?.["x-message-id"];
    return typeof messageId === "string" && messageId
      ? { kind: "accepted", messageId }
      : { kind: "unknown", code: "202_without_id" };
  }
  if (status === 429 || status === 503)
    return { kind: "retry_later", code: String(status), afterSeconds: waitSeconds(answer, now) };
  if (status >= 400 && status < 500 && !inSendGridsWords(answer.body))
    return { kind: "unknown", code: `${status}_not_sendgrids` };
  if (status === 401 || status === 403)
    return { kind: "refused", code: String(status), account: true, refusedPositions: [] };
  if (status >= 400 && status < 500) {
    return { kind: "refused", code: String(status), account: false, refusedPositions: refusedPositions(answer.body) };
  }
  return { kind: "unknown", code: String(status) };
}

/** SendGrid's refusals are JSON with a list of errors. */
function inSendGridsWords(body: unknown): boolean {
  const errors = (body as { errors?: unknown } | null | undefined)?.errors;
  return Array.isArray(errors) && errors.length > 0;
}

/** `Retry-After` is a number of seconds or a date. */
function retryAfterSeconds(value: unknown, now: Date): number {
  const seconds = Number(value);
  return Number.isNaN(seconds) && typeof value === "string" ? (Date.parse(value) - now.getTime()) / 1000 : seconds;
}

function waitSeconds(answer: Answer, now: Date): number {
  const retryAfter = retryAfterSeconds(answer.headers?.["retry-after"], now);
  const reset = Number(answer.headers?.["x-ratelimit-reset"]);
  const told = retryAfter > 0 ? retryAfter : reset > 0 ? reset - now.getTime() / 1000 : DEFAULT_WAIT_SECONDS;
  return Math.min(Math.max(Math.ceil(told), 1), LONGEST_WAIT_SECONDS);
}

/** SendGrid names the field at fault: `personalizations.3.to.0.email`. Any other field is about the whole request. */
function refusedPositions(body: unknown): number[] {
  const errors = (body as { errors?: { field?: unknown }[] } | undefined)?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return [];
  const positions = errors.map(({ field }) =>
    typeof field === "string" ? /^personalizations\.(\d+)\.to(\.|$)/.exec(field)?.[1] : undefined,
  );
  return positions.every((position) => position !== undefined) ? [...new Set(positions.map(Number))] : [];
}
