import { addressKey, domainOf, isAcceptableAddress, isAcceptableName } from "./addresses";
import { type Complaints, type Fields, type Kind, isObject } from "./complaints";
import { checkHeaders } from "./header-rules";

const MAX_RECIPIENTS = 1000;
const MAX_BYTES = 10_000;
const HOURS_72 = 72 * 60 * 60;

const KNOWN: Record<string, Kind> = {
  from: "object",
  to: "array",
  cc: "array",
  bcc: "array",
  subject: "string",
  headers: "object",
  substitutions: "object",
  dynamic_template_data: "object",
  custom_args: "object",
  send_at: "integer",
};
const RECIPIENT_LISTS = ["to", "cc", "bcc"] as const;

/** What a personalization is judged against: the message around it and the time (seconds since 1970). */
export interface MessageContext {
  now: number;
  subject: unknown;
  customArgs: Fields;
  fromDomain: string | undefined;
  dynamicTemplate: boolean;
}

/** Rules for the whole `personalizations` array, in the order in which SendGrid numbers it. */
export function checkPersonalizations(list: unknown, context: MessageContext, complaints: Complaints): void {
  if (!Array.isArray(list)) {
    complaints.add(
      "personalizations",
      "The personalizations field is required and must have at least one personalization.",
    );
    return;
  }
  if (list.length === 0) complaints.add("personalizations", "You must have at least one personalization.");
  if (list.length > 1000)
    complaints.add(
      "personalizations",
      `The personalization block is limited to 1000 personalizations per API request. You have provided ${list.length} personalizations. Please consider splitting this into multiple requests and resending your request.`,
    );
  let recipients = 0;
  const inRequest = new Map<string, number>();
  list.forEach((entry: unknown, index) => {
    const at = `personalizations.${index}`;
    if (!isObject(entry)) return void complaints.isKind(entry ?? null, "object", at);
    complaints.hasOnly(entry, KNOWN, at);
    recipients += checkRecipients(entry, index, inRequest, complaints);
    checkSubject(entry.subject, context, at, complaints);
    checkHeaders(entry.headers, `${at}.headers`, complaints);
    checkSubstitutions(entry.substitutions, context, `${at}.substitutions`, complaints);
    checkCustomArgs(entry.custom_args, context.customArgs, `${at}.custom_args`, complaints);
    checkSendAt(entry.send_at, context.now, `${at}.send_at`, complaints);
    checkOwnSender(entry.from, context, `${at}.from`, complaints);
    if (entry.dynamic_template_data !== undefined && !context.dynamicTemplate)
      complaints.add(`${at}.dynamic_template_data`, "Dynamic template data may only be used with dynamic templating");
  });
  if (recipients > MAX_RECIPIENTS)
    complaints.add("personalizations", "There is a limit of 1000 total recipients (to + cc + bcc) per request.");
}

/** Rules for one `{ email, name? }` object; `what` is how SendGrid calls it in the length message. */
export function checkAddress(value: unknown, field: string, what: string, complaints: Complaints): void {
  if (!isObject(value)) return void complaints.isKind(value ?? null, "object", field);
  complaints.hasOnly(value, { email: "string", name: "string" }, field);
  const { email, name } = value;
  if (email === undefined)
    complaints.add(
      `${field}.email`,
      'Each recipient object must at least have an email address and may also contain a name. e.g. {"email": "example@example.com"} or {"email": "example@example.com", "name": "Example Recipient"}',
    );
  else if (typeof email === "string" && email.length > 320)
    complaints.add(`${field}.email`, `The ${what} email exceeds the maximum total length of 320 characters`);
  else if (typeof email === "string" && !isAcceptableAddress(email))
    complaints.add(`${field}.email`, "Does not contain a valid address.");
  if (typeof name === "string" && !isAcceptableName(name))
    complaints.add(`${field}.name`, "The name cannot contain ';', ',' (unless it is quoted) or CRLF characters.");
}

/**
 * An address may stand once in a request: once among to, cc and bcc of a personalization, and (as SendGrid's errors
 * page says of the whole array) in one personalization only. Returns how many recipients were named.
 */
function checkRecipients(entry: Fields, index: number, inRequest: Map<string, number>, complaints: Complaints): number {
  const at = `personalizations.${index}`;
  let count = 0;
  if (!Array.isArray(entry.to) || entry.to.length === 0)
    complaints.add(
      `${at}.to`,
      "The to array is required for all personalization objects, and must have at least one email object with a valid email address.",
    );
  for (const list of RECIPIENT_LISTS) {
    const recipients: unknown = entry[list];
    if (!Array.isArray(recipients)) continue;
    if (list !== "to" && recipients.length === 0)
      complaints.add(
        `${at}.${list}`,
        `The ${list} array, when used, must at least have an email parameter with a valid email address and it may also contain a name parameter.`,
      );
    recipients.forEach((recipient: unknown, position) => {
      count += 1;
      checkAddress(recipient, `${at}.${list}.${position}`, list === "to" ? "To" : list.toUpperCase(), complaints);
      if (!isObject(recipient) || typeof recipient.email !== "string") return;
      const key = addressKey(recipient.email);
      const before = inRequest.get(key);
      if (before === undefined) inRequest.set(key, index);
      else if (before === index)
        complaints.add(
          at,
          `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${recipient.email}] in the ${at}.${list} field.`,
        );
      else
        complaints.add(
          "personalizations",
          `Each unique email address in the personalizations array should only be included once. You have included [${recipient.email}] more than once.`,
        );
    });
  }
  return count;
}

function checkSubject(subject: unknown, context: MessageContext, at: string, complaints: Complaints): void {
  if (subject === "")
    complaints.add(`${at}.subject`, "The subject of your email must be a string at least one character in length.");
  if (typeof subject === "string" && /[\r\n]/.test(subject))
    complaints.add(`${at}.subject`, "The subject cannot contain CRLF characters.");
  if (subject === undefined && context.subject === undefined && !context.dynamicTemplate)
    complaints.add(
      `${at}.subject`,
      "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.",
    );
}

function checkSubstitutions(value: unknown, context: MessageContext, field: string, complaints: Complaints): void {
  if (!isObject(value)) return;
  if (context.dynamicTemplate) complaints.add(field, "Substitutions may not be used with dynamic templating");
  const entries = Object.entries(value);
  if (entries.length > 10_000) complaints.add(field, "You are limited to 10,000 substitutions.");
  if (entries.some(([, text]) => typeof text !== "string"))
    complaints.add(
      field,
      "The substitution values must be an object of key/value pairs, where the values are all strings.",
    );
  if (byteLength(value) > MAX_BYTES)
    complaints.add(field, "The total size of your substitutions may not exceed 10,000 bytes per personalization.");
}

/** Message and personalization arguments are merged before they are weighed; the limit is the sum's. */
export function checkCustomArgs(value: unknown, fromMessage: Fields, field: string, complaints: Complaints): void {
  const own = isObject(value) ? value : {};
  if (isObject(value) && Object.keys(value).length === 0) complaints.add(field, "custom_args cannot be empty.");
  if (Object.values(own).some((text) => typeof text !== "string"))
    complaints.add(field, "All values of custom arguments object must be strings");
  if (byteLength({ ...fromMessage, ...own }) >= MAX_BYTES)
    complaints.add(
      field,
      "The combined size of both global and personalization custom arguments may not exceed 10,000 bytes per personalization.",
    );
}

/** A time in the past means "at once"; more than 72 hours ahead is refused. */
export function checkSendAt(value: unknown, now: number, field: string, complaints: Complaints): void {
  if (typeof value === "number" && value > now + HOURS_72)
    complaints.add(field, "Scheduling more than 72 hours in advance is forbidden.");
}

function checkOwnSender(value: unknown, context: MessageContext, field: string, complaints: Complaints): void {
  if (value === undefined) return;
  checkAddress(value, field, "From", complaints);
  if (isObject(value) && typeof value.email === "string" && domainOf(value.email) !== context.fromDomain)
    complaints.add(
      `${field}.email`,
      "The domain of each from address in the personalizations must match the domain of the from address.",
    );
}

function byteLength(value: Fields): number {
  return Buffer.byteLength(JSON.stringify(value));
}
