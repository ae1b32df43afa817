import { type Complaints, isObject } from "./complaints";

const RESERVED = new Set([
  "x-sg-id",
  "x-sg-eid",
  "received",
  "dkim-signature",
  "content-type",
  "content-transfer-encoding",
  "to",
  "from",
  "subject",
  "reply-to",
  "cc",
  "bcc",
]);

/** RFC 5322 field names: printable ASCII without space and colon. */
const KEY = /^[\x21-\x39\x3B-\x7E]+$/;
const VALUE = /^[\x20-\x7E\t]*$/;

/** Rules for the `headers` object of a message or of a personalization (SendGrid's "Headers Errors"). */
export function checkHeaders(headers: unknown, field: string, complaints: Complaints): void {
  if (!isObject(headers)) return;
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(headers)) {
    const lower = key.toLowerCase();
    const at = `${field}.${key}`;
    if (!KEY.test(key)) complaints.add(at, "Header keys cannot contain non-ASCII characters or empty spaces.");
    if (RESERVED.has(lower)) complaints.add(at, `Header cannot be one of the reserved keys. You provided '${key}'.`);
    if (seen.has(lower)) complaints.add(at, "The headers cannot contain duplicate keys.");
    seen.add(lower);
    if (typeof value !== "string") complaints.add(at, "All values of the headers object must be strings.");
    else if (!VALUE.test(value))
      complaints.add(at, "Header values cannot contain non-ASCII characters or CRLF characters.");
  }
}
