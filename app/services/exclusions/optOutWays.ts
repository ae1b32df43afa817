/** A condition of SQL: what stands under the alias, of the exclusion list or its history, came by a way that belongs to a mail. */
export const byMail = (entry: string): string => `${entry}.source IN ('body_link', 'one_click', 'reply_mail')`;

/** An event of the history is an opt-out, not a release: by a way that belongs to a mail, or by SendGrid's own unsubscribing, which it tells of with the mail. */
export const isOptOut = (event: string): string =>
  `${event}.act = 'excluded' AND (${byMail(event)} OR ${event}.source = 'sendgrid_unsubscribe')`;
