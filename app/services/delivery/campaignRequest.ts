import { randomBytes } from "node:crypto";
import { setImmediate as othersTurn } from "node:timers/promises";
import { writtenDay } from "~/email/dates";
import { listUnsubscribeHeaders } from "~/email/listUnsubscribe";
import { mergeSubstitutions } from "~/email/mergeKeys";
import { requireSafe, TOKEN_KEY, WHY_KEY, withLinks } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { TRACKING_OFF, type MailSendBody, type Personalization } from "~/integrations/sendgrid/mailSend";
import { makeLinkToken, makeLinkTokens, type LinkKey } from "~/lib/linkToken";
import { tagOfToken } from "~/lib/mailTag";
import type { Relation } from "~/policy/facts";
import type { MergeUse, Named } from "~/policy/mergeFields";
import { recipientLinks } from "~/policy/publicPages";
import { inboundDomainOf } from "~/services/shops/inboundDomain";
import type { ShopState } from "~/services/shops/setUp";
import type { SendableRecipient } from "./decideEach";
import { dateOf } from "./readRecipients";

/** The content of a campaign as it was frozen at its start. */
export interface FrozenContent {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Absent in campaigns older than merge fields. */
  readonly merge?: readonly MergeUse[];
}

/** What all requests of a campaign are made from. */
export interface CampaignMail {
  readonly shopId: number;
  readonly campaignId: number;
  readonly content: FrozenContent;
  readonly state: Pick<ShopState, "shop" | "settings">;
  readonly key: LinkKey;
  /** Public origin of the app, for the one-click header. */
  readonly appUrl: string;
  /** For how long the shop holds a prospect's data without a relation, as the notice says. */
  readonly keptMonths: number;
}

/** Makes the body of one request, as JSON in UTF-8. It lets others have a turn now and then: the answer to a batch that is being decided, under its shop's lock, is not to wait for all of another's text. */
export type RequestWriter = (
  recipients: readonly SendableRecipient[],
  names: ReadonlyMap<number, Named>,
) => Promise<Buffer>;

/** So many recipients are written in one turn, in some half a millisecond. */
const AT_A_TURN = 100;

/** What one recipient's part of a request says that no other's does. */
interface Own {
  readonly email: string;
  readonly why: string;
  readonly token: string;
  readonly tag: string;
  readonly seq: string;
  readonly merged: Readonly<Record<string, string>>;
}

/**
 * Prepares what the requests of a campaign have in common, and gives what writes them: shared content, and for each recipient why they get it and their own opt-out links. Opaque ids only (no address outside `to`). The text is put together
 * from the pieces of one recipient's part, cut where its own words stand: made as a tree of objects and then into text, it took half of all that the app did for a mail.
 */
export function campaignRequests(mail: CampaignMail): RequestWriter {
  const { shopId, campaignId, content } = mail;
  const { merge = [] } = content;
  const inbound = inboundDomainOf(mail.state.settings);
  const part = cutPart(mail, inbound);
  const whyOf = whyWriter(mail);
  const head = '{"personalizations":[';
  const tail = `],${JSON.stringify(sharedPart(mail, inbound)).slice(1)}`;
  return async (recipients, names) => {
    const tokens = makeLinkTokens(
      { shopId, campaignId },
      recipients.map(({ seq }) => seq),
      mail.key,
    );
    const writer = new Utf8Writer(head.length + tail.length + recipients.length * part.roomFor);
    writer.write(head);
    for (const [position, recipient] of recipients.entries()) {
      if (position > 0 && position % AT_A_TURN === 0) await othersTurn();
      const token = tokens[position];
      if (token === undefined) throw new RangeError("a mail without its link");
      const merged =
        merge.length > 0 ? Object.values(mergeSubstitutions(merge, names.get(recipient.seq) ?? NO_NAME)) : [];
      const text = part.fill([
        JSON.stringify(recipient.email),
        whyOf(recipient),
        token,
        inbound ? tagOfToken("stop", token) : "",
        String(recipient.seq),
        ...merged.map((value) => JSON.stringify(value)),
      ]);
      writer.write(position === 0 ? text : `,${text}`);
    }
    writer.write(tail);
    return writer.written();
  };
}

const NO_NAME: Named = { name: "", company: "" };

/** One recipient's part of the request, as a tree. */
function personalization(mail: CampaignMail, inbound: string | undefined, own: Own): Personalization {
  return {
    to: [{ email: own.email }],
    headers: listUnsubscribeHeaders(`${mail.appUrl}/one-click/${own.token}`, inbound && `${own.tag}@${inbound}`),
    substitutions: {
      [WHY_KEY]: own.why,
      [TOKEN_KEY]: own.token,
      ...own.merged,
    },
    custom_args: { twostage_recipient: `${mail.shopId}-${mail.campaignId}-${own.seq}` },
  };
}

/** All of a request but its recipients. */
function sharedPart(mail: CampaignMail, inbound: string | undefined): Omit<MailSendBody, "personalizations"> {
  const { shopId, campaignId, content } = mail;
  const { settings } = mail.state;
  // One address for all of a request: it tells the campaign, and the sender's own address the recipient.
  const answers = inbound && tagOfToken("answer", makeLinkToken({ shopId, campaignId, recipientSeq: 0 }, mail.key));
  const links = (token: string) => recipientLinks(mail.state.shop.storefrontUrl, token);
  const replyTo = answers ? `${answers}@${inbound}` : settings?.replyTo;
  return {
    from: { email: settings?.fromEmail ?? "", name: settings?.fromName ?? "" },
    ...(replyTo ? { reply_to: { email: replyTo } } : {}),
    subject: content.subject,
    content: [
      { type: "text/plain", value: withLinks(content.text, links) },
      { type: "text/html", value: withLinks(content.html, links) },
    ],
    tracking_settings: TRACKING_OFF,
  };
}

/** A recipient's part as text, cut where the words of its own stand. */
interface CutPart {
  /** Bytes that it takes up at the most, as a rule. */
  readonly roomFor: number;
  /** The part with these values, in the order of `Own`; those that are whole strings of JSON come with their quotes. */
  fill(values: readonly string[]): string;
}

/** Cuts the part of a recipient whose every word of its own is a mark that stands nowhere else. */
function cutPart(mail: CampaignMail, inbound: string | undefined): CutPart {
  const mark = `mark-${randomBytes(12).toString("hex")}`;
  const uses = mail.content.merge ?? [];
  const keys = Object.keys(mergeSubstitutions(uses, NO_NAME));
  const names = ["email", "why", "token", "tag", "seq", ...keys.map((_, place) => `merged${place}`)];
  const tree = personalization(mail, inbound, {
    email: `${mark}-email`,
    why: `${mark}-why`,
    token: `${mark}-token`,
    tag: `${mark}-tag`,
    seq: `${mark}-seq`,
    merged: Object.fromEntries(keys.map((key, place) => [key, `${mark}-merged${place}`])),
  });
  const [first = "", ...rest] = JSON.stringify(tree).split(
    new RegExp(`"${mark}-(email|why|merged\\d+)"|${mark}-(token|tag|seq)`),
  );
  const pieces: { readonly value: number; readonly then: string }[] = [];
  for (let at = 0; at < rest.length; at += 3)
    pieces.push({ value: names.indexOf(rest[at] ?? rest[at + 1] ?? ""), then: rest[at + 2] ?? "" });
  if ([first, ...pieces.map(({ then }) => then)].some((text) => text.includes(mark)))
    throw new Error("a recipient's own words stand where they cannot be cut out");
  return {
    roomFor: JSON.stringify(tree).length + ROOM_OF_VALUES,
    fill: (values) => {
      let text = first;
      for (const { value, then } of pieces) text += (values[value] ?? "") + then;
      return text;
    },
  };
}

/** A sentence that says why and an address are longer than the marks in their place by less, as a rule. */
const ROOM_OF_VALUES = 300;

/** Writes why somebody gets the mail, as a string of JSON. All who have it on the same ground since the same day have the same sentence. */
function whyWriter({ state, keptMonths }: CampaignMail): (recipient: SendableRecipient) => string {
  const { timezone } = state.shop;
  const known = { consent: sentencesByDay(), legitimate_interest: sentencesByDay() };
  const written = ({ basis, relation, notice: owed }: SendableRecipient, since: Date | null) => {
    const why = whyThisMail({ basis, relation, since, timezone, notice: owed && { ...owed, keptMonths } });
    requireSafe("why", why);
    return JSON.stringify(why);
  };
  return (recipient) => {
    const since = dateOf(recipient.since);
    if (recipient.notice) return written(recipient, since);
    const sentences = known[recipient.basis][recipient.relation];
    const day = since ? writtenDay(since, timezone) : "";
    const why = sentences.get(day) ?? written(recipient, since);
    sentences.set(day, why);
    return why;
  };
}

const sentencesByDay = (): Record<Relation, Map<string, string>> => ({
  customer: new Map(),
  prospect: new Map(),
  none: new Map(),
});

/** UTF-8 of texts one after the other, in a buffer that grows when it must. */
class Utf8Writer {
  #bytes: Buffer;
  #length = 0;

  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafeSlow(room);
  }

  write(text: string): void {
    // A UTF-16 unit is three bytes at the most.
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
