import { addressKey, domainOf } from "./addresses";
import { Complaints, type Fields, type Kind, isObject } from "./complaints";
import { checkAttachments, checkCategories, checkContent } from "./content-rules";
import { checkHeaders } from "./header-rules";
import { checkAddress, checkCustomArgs, checkPersonalizations, checkSendAt } from "./personalization-rules";
import { checkMailSettings, checkTrackingSettings } from "./settings-rules";
import { type ApiError, type MailSendBody } from "./types";

const KNOWN: Record<string, Kind> = {
  personalizations: "array",
  from: "object",
  reply_to: "object",
  reply_to_list: "array",
  subject: "string",
  content: "array",
  attachments: "array",
  template_id: "string",
  headers: "object",
  categories: "array",
  custom_args: "object",
  send_at: "integer",
  batch_id: "string",
  asm: "object",
  ip_pool_name: "string",
  mail_settings: "object",
  tracking_settings: "object",
};
const GUID = /^(d-)?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export type Verdict = { ok: true; body: MailSendBody } | { ok: false; errors: ApiError[] };

/**
 * Judges a parsed mail/send body as SendGrid does; `now` is in seconds since 1970. It goes further than SendGrid's
 * OpenAPI, which alone passes duplicate addresses, missing content, reserved headers and unknown fields. The account
 * has no templates, unsubscribe groups, IP pools or batch ids, so that naming one is refused.
 */
export function judgeMailSend(body: unknown, now: number): Verdict {
  const complaints = new Complaints();
  if (!isObject(body)) {
    return { ok: false, errors: [{ message: "Bad Request", field: null, help: null }] };
  }
  complaints.hasOnly(body, KNOWN, "");
  const template = typeof body.template_id === "string" ? body.template_id : undefined;
  const customArgs = isObject(body.custom_args) ? body.custom_args : {};
  checkPersonalizations(
    body.personalizations,
    {
      now,
      subject: body.subject,
      customArgs,
      fromDomain: isObject(body.from) && typeof body.from.email === "string" ? domainOf(body.from.email) : undefined,
      dynamicTemplate: template?.startsWith("d-") ?? false,
    },
    complaints,
  );
  checkSenders(body, complaints);
  if (body.subject === "")
    complaints.add("subject", "The subject of your email must be a string at least one character in length.");
  if (typeof body.subject === "string" && /[\r\n]/.test(body.subject))
    complaints.add("subject", "The subject cannot contain CRLF characters.");
  checkContent(body.content, template !== undefined, complaints);
  checkAttachments(body.attachments, complaints);
  checkCategories(body.categories, complaints);
  checkHeaders(body.headers, "headers", complaints);
  if (body.custom_args !== undefined) checkCustomArgs(body.custom_args, {}, "custom_args", complaints);
  checkSendAt(body.send_at, now, "send_at", complaints);
  checkMailSettings(body.mail_settings, complaints);
  checkTrackingSettings(body.tracking_settings, complaints);
  checkAccountThings(body, template, complaints);
  return complaints.errors.length > 0
    ? { ok: false, errors: complaints.errors }
    : { ok: true, body: body as unknown as MailSendBody };
}

function checkSenders(body: Fields, complaints: Complaints): void {
  if (body.from === undefined)
    complaints.add(
      "from.email",
      'The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or {"email" : "example@example.com", "name" : "Example Recipient"}.',
    );
  else checkAddress(body.from, "from", "From", complaints);
  if (body.reply_to !== undefined) checkAddress(body.reply_to, "reply_to", "Reply-To", complaints);
  if (!Array.isArray(body.reply_to_list)) return;
  if (body.reply_to !== undefined)
    complaints.add("reply_to_list", "The reply_to_list parameter cannot be used together with the reply_to parameter.");
  if (body.reply_to_list.length > 1000)
    complaints.add("reply_to_list", "There is a limit of 1000 reply_to_list addresses per request.");
  const seen = new Set<string>();
  body.reply_to_list.forEach((entry: unknown, index) => {
    checkAddress(entry, `reply_to_list.${index}`, "Reply-To", complaints);
    if (!isObject(entry) || typeof entry.email !== "string") return;
    if (seen.has(addressKey(entry.email)))
      complaints.add("reply_to_list", "Each email address in the reply_to_list should be unique.");
    seen.add(addressKey(entry.email));
  });
}

function checkAccountThings(body: Fields, template: string | undefined, complaints: Complaints): void {
  if (template !== undefined)
    complaints.add(
      "template_id",
      GUID.test(template)
        ? "The template_id is not a template of your account."
        : `The template_id must be a valid GUID, you provided '${template}'.`,
    );
  if (typeof body.batch_id === "string") complaints.add("batch_id", "invalid batch id");
  if (typeof body.ip_pool_name === "string")
    complaints.add(
      "ip_pool_name",
      `The IP Pool name must be a valid pool name for your account. You provided ${body.ip_pool_name}.`,
    );
  if (!isObject(body.asm)) return;
  complaints.hasOnly(body.asm, { group_id: "integer", groups_to_display: "array" }, "asm");
  if (typeof body.asm.group_id === "number")
    complaints.add(
      "asm.group_id",
      `The ASM group ID must be a valid Group ID on your account. You provided ${body.asm.group_id}.`,
    );
  else complaints.add("asm.group_id", "The ASM group ID must be an integer.");
}
