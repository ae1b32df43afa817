/** What SendGrid has reported of a campaign's mails, as numbers of recipients. */
export interface Reported {
  readonly delivered: number;
  readonly bounced: number;
  readonly spam: number;
}

export type AlarmKind = "spam" | "bounce";

/** An alarm: `warns` is shown, `pauses` also pauses the campaign. `rate` is a share, 0 to 1. */
export interface Alarm {
  readonly kind: AlarmKind;
  readonly level: "warns" | "pauses";
  readonly rate: number;
}

/** Shares from which on there is an alarm. Spam reports: mailbox providers ask senders to stay below 0.1 %, and stop taking their mail from 0.3 % on. Bounces: at 2 % a list is not what it was taken for. */
export const ALARM_SHARES = { spamWarns: 0.001, spamPauses: 0.003, bouncePauses: 0.02 } as const;

/** Fewer than these prove nothing, whatever their share: the first mails of a campaign may well bounce. */
export const LEAST_FOR_ALARM = { spam: 3, bounce: 10 } as const;

/** The alarms that reports give rise to, the gravest first. Spam reports are counted of the mails delivered, bounces of those that were delivered or bounced. */
export function alarmsOf({ delivered, bounced, spam }: Reported): Alarm[] {
  const found: Alarm[] = [];
  const spamRate = share(spam, delivered);
  if (spam >= LEAST_FOR_ALARM.spam && spamRate >= ALARM_SHARES.spamWarns)
    found.push({ kind: "spam", level: spamRate >= ALARM_SHARES.spamPauses ? "pauses" : "warns", rate: spamRate });
  const bounceRate = share(bounced, delivered + bounced);
  if (bounced >= LEAST_FOR_ALARM.bounce && bounceRate >= ALARM_SHARES.bouncePauses)
    found.push({ kind: "bounce", level: "pauses", rate: bounceRate });
  return found.sort((a, b) => Number(b.level === "pauses") - Number(a.level === "pauses"));
}

/** Of nothing, anything at all is everything. */
const share = (part: number, of: number) => (of > 0 ? Math.min(1, part / of) : part > 0 ? 1 : 0);
