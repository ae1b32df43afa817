import { type Complaints, isObject } from "./complaints";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BREAKS_TYPE = /[;,\r\n]/;

/** Rules for `content`: at least one part, none empty, text/plain before text/html before all else (RFC 1341, 7.2). */
export function checkContent(content: unknown, templated: boolean, complaints: Complaints): void {
  if (content === undefined) {
    if (!templated)
      complaints.add(
        "content",
        "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block. We typically suggest both text/plain and text/html blocks are included, but only one block is required.",
      );
    return;
  }
  if (!Array.isArray(content)) return;
  if (content.length === 0)
    complaints.add(
      "content",
      "There must be at least one defined content block. We typically suggest both text/plain and text/html blocks are included, but only one block is required.",
    );
  let highest = 0;
  const types = new Set<string>();
  content.forEach((part: unknown, index) => {
    const at = `content.${index}`;
    if (!isObject(part)) return void complaints.isKind(part ?? null, "object", at);
    complaints.hasOnly(part, { type: "string", value: "string" }, at);
    const { type, value } = part;
    if (type === undefined)
      complaints.add(`${at}.type`, "A content type is required, this tells email clients how to display the email.");
    if (type === "")
      complaints.add(`${at}.type`, "Your content type must be a string with length of at least one character.");
    if (typeof type === "string" && BREAKS_TYPE.test(type))
      complaints.add(`${at}.type`, "Cannot contain ';', or CRLF characters.");
    if (value === undefined)
      complaints.add(`${at}.value`, "A content value is required, this is the content of the email you are sending.");
    if (value === "")
      complaints.add(`${at}.value`, "The content value must be a string at least one character in length.");
    if (typeof type !== "string") return;
    const rank = type === "text/plain" ? 1 : type === "text/html" ? 2 : 3;
    if (rank < highest)
      complaints.add(
        "content",
        "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your email: text/plain needs to be first, followed by text/html, followed by any other content.",
      );
    highest = Math.max(highest, rank);
    if (types.has(type))
      complaints.add(at, `The content types must be unique, and you have included ${type} more than once.`);
    types.add(type);
  });
}

/** Rules for `attachments` (SendGrid's "Attachment Errors"). */
export function checkAttachments(attachments: unknown, complaints: Complaints): void {
  if (!Array.isArray(attachments)) return;
  attachments.forEach((part: unknown, index) => {
    const at = `attachments.${index}`;
    if (!isObject(part)) return void complaints.isKind(part ?? null, "object", at);
    const text = "string";
    complaints.hasOnly(part, { content: text, type: text, filename: text, disposition: text, content_id: text }, at);
    const { content, type, filename, disposition, content_id: contentId } = part;
    if (content === undefined || content === "")
      complaints.add(`${at}.content`, "The attachment content must be a string at least one character in length.");
    else if (typeof content === "string" && !BASE64.test(content))
      complaints.add(`${at}.content`, "The attachment content must be base64 encoded.");
    if (type === "")
      complaints.add(`${at}.type`, "The attachment type must be a string and at least one character in length.");
    if (typeof type === "string" && BREAKS_TYPE.test(type))
      complaints.add(`${at}.type`, "The type cannot contain ';', or CRLF characters.");
    if (filename === undefined) complaints.add(`${at}.filename`, "filename is required.");
    if (typeof filename === "string" && /[\r\n]/.test(filename))
      complaints.add(`${at}.filename`, "The filename of your attachment cannot contain CRLF characters.");
    if (typeof disposition === "string" && !["inline", "attachment"].includes(disposition))
      complaints.add(
        `${at}.disposition`,
        `The disposition of your attachment can be either "inline" or "attachment". You provided '${disposition}'.`,
      );
    if (typeof contentId === "string" && /[\r\n]/.test(contentId))
      complaints.add(`${at}.content_id`, "The content ID of your attachment cannot contain CRLF characters.");
  });
}

/** Rules for `categories`: at most ten, each once, ASCII, no longer than 255 characters. */
export function checkCategories(categories: unknown, complaints: Complaints): void {
  if (!Array.isArray(categories)) return;
  const list = categories as unknown[];
  if (list.length > 10)
    complaints.add(
      "categories",
      `There is a limit of 10 categories for each email that is sent. You provided ${list.length} categories.`,
    );
  const seen = new Set<string>();
  list.forEach((category, index) => {
    const at = `categories.${index}`;
    if (typeof category !== "string") return complaints.add(at, "Categories must be an array of strings.");
    if (category.length > 255)
      complaints.add(at, `Each category must not be longer than 255 characters. ${category} exceeds this limit`);
    if (!/^[\x00-\x7F]*$/.test(category)) complaints.add(at, "Categories can not contain non-ASCII characters.");
    if (seen.has(category))
      complaints.add(
        "categories",
        `The categories must be a unique list, and you have included ${category} more than once.`,
      );
    seen.add(category);
  });
}
