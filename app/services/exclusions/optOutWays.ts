/** A condition of SQL: what stands under the alias, of the exclusion list or its history, came by a way that belongs to a mail. */
export const byMail = (entry: string): string => `${entry}.source IN ('body_link', 'one_click', 'reply_mail')`;

/** The same, and an event of the history is an opt-out, not a release. */
export const isOptOut = (event: string): string => `${event}.act = 'excluded' AND ${byMail(event)}`;
