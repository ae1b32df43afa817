import { type Relation } from "~/policy/facts";
import { type Basis } from "~/policy/reasons";
import { writtenDay } from "./dates";
import { firstContactNotice, type NoticeOwed } from "./firstContactNotice";

/** What the decision to mail somebody rested on. */
export interface Ground {
  readonly basis: Basis;
  readonly relation: Relation;
  /** Day of the confirmation, or since when a customer; null when not known. */
  readonly since: Date | null;
  /** IANA time zone of the shop. */
  readonly timezone: string;
  /** What the notice of UK GDPR Art 14 must say, while it is owed. */
  readonly notice?: NoticeOwed | null;
}

/**
 * Why this person receives the mail, in a sentence or two, and with it the notice to whom it is owed (P8; UK GDPR Art 13(1)(c)-(d), 14). Never contains a character special to HTML: it goes into HTML and
 * text alike. Throws a `RangeError` for legitimate interest without a relation, which no decision grants: there would be no true reason to give.
 */
export function whyThisMail(ground: Ground): string {
  const { notice, basis, timezone } = ground;
  return notice ? `${reason(ground)} ${firstContactNotice(notice, basis, timezone)}` : reason(ground);
}

function reason({ basis, relation, since, timezone }: Ground): string {
  const day = since && writtenDay(since, timezone);
  if (basis === "consent") {
    return `You asked us to email you, and confirmed it${day ? ` on ${day}` : ""} by the link we sent to this address.`;
  }
  switch (relation) {
    case "customer":
      return (
        `Your company has been our customer${day ? ` since ${day}` : ""}. ` +
        "We email companies that buy from us because of our legitimate interest in trading with them, until they tell us to stop."
      );
    case "prospect":
      return (
        "Your company is not our customer yet. We chose it for the trade it is in or from a list we made ourselves, never from a list that was bought, " +
        "and email it because of our legitimate interest in finding new customers, until it tells us to stop."
      );
    case "none":
      throw new RangeError("legitimate interest needs a relation");
  }
}
