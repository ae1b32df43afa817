/** A condition of SQL: an event of the exclusion list, under the alias given, is an opt-out by a way that belongs to a mail. */
export const isOptOut = (event: string): string =>
  `${event}.act = 'excluded' AND ${event}.source IN ('body_link', 'one_click', 'reply_mail')`;
