import { onTestFinished } from "vitest";
import { FULL_ACCESS } from "../../simulators/sendgrid/access";
import { type SendGrid, type SendGridOptions, startSendGrid } from "../../simulators/sendgrid/sendgrid";

export const KEY = "SG.test-key";
export const AT = new Date("2026-11-20T09:30:00Z");

/** A SendGrid for one test: fixed clock and ids, events only when flushed, closed when the test ends. */
export async function sendGridFor(options: Partial<SendGridOptions> = {}): Promise<SendGrid> {
  const sendGrid = await startSendGrid({
    apiKeys: [{ key: KEY, scopes: FULL_ACCESS }],
    authenticatedDomains: ["shop.example"],
    eventMode: "manual",
    now: () => AT,
    seed: "test",
    ...options,
  });
  onTestFinished(() => sendGrid.close());
  return sendGrid;
}

export interface Call {
  method?: string;
  body?: unknown;
  /** Sent as it is instead of JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  key?: string | null;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

/** Calls the API as a client would and returns status, headers and the parsed body (null when empty). */
export async function call(sendGrid: SendGrid, path: string, options: Call = {}) {
  const { method = options.body === undefined && options.raw === undefined ? "GET" : "POST", key = KEY } = options;
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(sendGrid.origin + path, {
    method,
    headers: {
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : null,
  };
}

export const send = (sendGrid: SendGrid, body: unknown, options: Call = {}) =>
  call(sendGrid, "/v3/mail/send", { ...options, body });

/** Polls until a condition holds, for things that happen in the background. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error("the awaited condition never came true");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
