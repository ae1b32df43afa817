/** What of a mail's header tells whether a machine wrote it. Names in lower case. */
export type MailHeaders = ReadonlyMap<string, string>;

const OUT_OF_OFFICE =
  /^\s*(?:(?:automatic|auto)[ -]?(?:reply|response|antwort)|autoreply|out of (?:the )?office|abwesen(?:d|heit)|automatische antwort|r[ée]ponse automatique|absence du bureau|allan o[’']r swyddfa|ateb awtomatig|delivery status notification|undeliverable|undelivered|mail delivery|returned mail|unzustellbar)/i;
const MACHINES = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:$|[+._-])/i;

/**
 * Whether a mail was written by a machine: an automatic reply, a report of non-delivery, a list's or bulk mail (RFC 3834; RFC 5436). It makes no case and gets no answer, or two machines would write to each other for ever.
 */
export function isAutomatic(mail: {
  readonly headers: MailHeaders;
  readonly subject: string;
  readonly from: string;
  /** Sender of the envelope; empty for reports of non-delivery (RFC 5321 4.5.5), undefined when not known. */
  readonly envelopeFrom?: string | undefined;
}): boolean {
  const header = (name: string) => mail.headers.get(name)?.trim().toLowerCase() ?? "";
  const submitted = header("auto-submitted");
  return (
    (submitted !== "" && !/^no\b/.test(submitted)) ||
    /^(?:bulk|junk|list|auto_reply)\b/.test(header("precedence")) ||
    ["x-autoreply", "x-autorespond", "list-id", "x-failed-recipients"].some((name) => mail.headers.has(name)) ||
    header("content-type").startsWith("multipart/report") ||
    mail.envelopeFrom?.trim() === "" ||
    mail.envelopeFrom?.trim() === "<>" ||
    MACHINES.test(mail.from.slice(0, Math.max(0, mail.from.lastIndexOf("@")))) ||
    OUT_OF_OFFICE.test(mail.subject)
  );
}
