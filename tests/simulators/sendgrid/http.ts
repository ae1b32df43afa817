import { type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { type ApiError } from "./types";

/** 30 MB: "the total message size should not exceed 30MB", attachments and JSON included. */
export const MAX_BODY_BYTES = 30 * 1024 * 1024;

/** A request that has been read completely; `body` is undefined when it was too large. */
export interface ReadRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer | undefined;
}

/** What the simulator answers; `body` is sent as JSON unless it is a string. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Reads a request to its end, so that even a refusal reaches a client that is still sending. */
export async function readRequest(request: IncomingMessage): Promise<ReadRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size < MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  const url = new URL(request.url ?? "/", "http://sendgrid.test");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: size < MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined,
  };
}

/** An answer in SendGrid's error shape. */
export function refuse(status: number, errors: ApiError[] | string, headers?: Record<string, string>): Answer {
  const list = typeof errors === "string" ? [{ message: errors, field: null, help: null }] : errors;
  return { status, body: { errors: list }, ...(headers ? { headers } : {}) };
}

/** The JSON of a request, or the refusal that SendGrid answers: wrong type, not UTF-8, not JSON, too large. */
export function parseJson(request: ReadRequest): { value: unknown } | { refusal: Answer } {
  if (!request.body) return { refusal: refuse(413, "content too large") };
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return { refusal: refuse(415, "Content-Type should be application/json.") };
  let text: string;
  try {
    const bytes = request.headers["content-encoding"] === "gzip" ? gunzip(request.body) : request.body;
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    return {
      refusal: error instanceof RangeError ? refuse(413, "content too large") : refuse(415, "Invalid UTF8 in request"),
    };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { refusal: refuse(400, "Bad Request") };
  }
}

/** Writes an answer; 202 and 204 go out with an empty body. */
export function write(response: ServerResponse, answer: Answer): void {
  const isText = typeof answer.body === "string";
  const text = answer.body === undefined ? "" : isText ? (answer.body as string) : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text ? { "Content-Type": isText ? "text/html; charset=utf-8" : "application/json" } : {}),
    ...(answer.status === 204 ? {} : { "Content-Length": Buffer.byteLength(text) }),
    ...answer.headers,
  });
  response.end(text);
}

function gunzip(body: Buffer): Buffer {
  return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES - 1 });
}
