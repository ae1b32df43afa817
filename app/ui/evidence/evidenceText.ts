import type { EvidencePack, PackExclusion } from "~/services/evidence/exportEvidence";
import { wentOut, type PackCampaignMail, type PackVerificationMail } from "~/services/evidence/readMails";
import type { PackRequest } from "~/services/evidence/readRequests";
import type { SealedEvent } from "~/services/consent/readSealedEvents";
import {
  CONSENT_EVENT_WORDS,
  EXCLUSION_BY_WORDS,
  EXCLUSION_SOURCE_WORDS,
  INBOUND_WAY_WORDS,
  RELEASE_WORDS,
  UNDONE_WORDS,
} from "../words";
import {
  EVIDENCE_BASIS_WORDS,
  EVIDENCE_OUTCOME_WORDS,
  EVIDENCE_REASON_WORDS,
  EVIDENCE_SURFACE_WORDS,
  factsLine,
  moment,
  STANDING_WORDS,
} from "./evidenceWords";

/** Something that happened: when, what, and what belongs to it, line by line. */
export interface EvidenceEntry {
  readonly when: string;
  readonly what: string;
  readonly lines: readonly string[];
}

/** A part of the paper with a heading: sentences first, then what happened. */
export interface EvidenceSection {
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly entries: readonly EvidenceEntry[];
}

/** What the paper "Why did I get this mail?" says. */
export interface EvidenceText {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly EvidenceSection[];
  readonly footer: string;
}

/** Puts an evidence pack into words, for the person or an authority to read. Leaves nothing of it out but campaigns that sent them nothing, which it counts. */
export function evidenceText(pack: EvidencePack): EvidenceText {
  const { store, person, exported } = pack;
  const time = (at: Date) => moment(at, store.timezone);
  const sent = pack.mails.filter(wentOut);
  return {
    title: "Why did I get this mail?",
    subtitle: `What ${store.name} (${store.domain}) has on record about emailing ${person.email || "this person"}, as of ${time(exported.at)}.`,
    sections: [
      { heading: "In short", sentences: inShort(pack, sent, time), entries: [] },
      { heading: "Who", sentences: [who(pack)], entries: [] },
      {
        heading: "Consent",
        sentences: [consentNow(pack, time), ...(outOfOrder(pack.events) ? [CLOCKS] : [])],
        entries: pack.events.map((event) => eventEntry(event, pack.requests, time)),
      },
      {
        heading: "Emails",
        sentences: mailSentences(pack, sent),
        entries: [
          ...pack.verificationMails.map((mail) => verificationEntry(mail, time)),
          ...sent.map((mail) => mailEntry(mail, time)),
        ],
      },
      {
        heading: "Exclusion list",
        sentences: [
          pack.excludedSince
            ? `The address is on the store's exclusion list since ${time(pack.excludedSince)}.`
            : "The address is not on the store's exclusion list.",
        ],
        entries: pack.exclusions.map((entry) => exclusionEntry(entry, time)),
      },
      { heading: "How this can be checked", sentences: checks(pack), entries: [] },
    ],
    footer: `${store.name}: export ${exported.number}`,
  };
}

type Time = (at: Date) => string;

function inShort(pack: EvidencePack, sent: readonly PackCampaignMail[], time: Time): string[] {
  const last = sent.at(-1);
  const { decision, excludedSince } = pack;
  const answer = last?.why
    ? `The last marketing email went on ${last.at ? time(last.at) : "a day not recorded"}. It said why: “${last.why}”`
    : "No marketing email was sent to this address.";
  const now =
    decision.decision === "eligible"
      ? `As things stand they may be mailed, on the ground of ${EVIDENCE_BASIS_WORDS[decision.basis]}.`
      : `As things stand they are not mailed: ${decision.reasons.map((reason) => EVIDENCE_REASON_WORDS[reason]).join("; ")}.`;
  const out = excludedSince
    ? [`Since ${time(excludedSince)} the address is on the exclusion list: no marketing email is sent to it any more.`]
    : [];
  return [answer, now, ...out, `The facts this rests on now: ${factsLine(decision.facts)}.`];
}

function who({ person }: EvidencePack): string {
  const parts = [
    person.name && `Name: ${person.name}`,
    person.company && `Company: ${person.company}`,
    `Address: ${person.email || "none"}`,
    person.customerId && `Customer number in the store: ${person.customerId}`,
  ];
  return `${parts.filter(Boolean).join(". ")}.`;
}

function consentNow({ standing }: EvidencePack, time: Time): string {
  const since = standing.since ? ` So it stands since ${time(standing.since)}, by event ${standing.byEvent}.` : "";
  return `${STANDING_WORDS[standing.standing]}${since}`;
}

const CLOCKS =
  "Events are in the order of their numbers, in which they happened. Their times are by the clocks of the servers that wrote them, which here do not agree with that order.";

const outOfOrder = (events: readonly SealedEvent[]) =>
  events.some((event, index) => event.at < (events[index - 1]?.at ?? event.at));

function eventEntry(event: SealedEvent, requests: readonly PackRequest[], time: Time): EvidenceEntry {
  const request = requests.find(({ id }) => id === event.requestId);
  const place = event.surface ? `, ${EVIDENCE_SURFACE_WORDS[event.surface]}` : "";
  const version = event.wordingVersion === null ? "" : ` (version ${event.wordingVersion})`;
  return {
    when: time(event.at),
    what: `${CONSENT_EVENT_WORDS[event.kind]}${place}`,
    lines: [
      ...(event.wording === null ? [] : [`Words shown${version}: “${event.wording}”`]),
      ...[proofLine(event), ...traceLines(event, request, time)].filter((line) => line !== ""),
      sealLine(event),
    ],
  };
}

const PROOF_WORDS: Readonly<Record<string, string>> = {
  orderId: "Order",
  page: "Page",
  messageId: "Message",
  act: "By pressing a",
  browser: "Browser",
  staff: "Asked for by",
  how: "They had asked",
  askedOn: "On",
  by: "How:",
};

/** How a person had asked staff, in the middle of a sentence. */
function wayWords(way: string): string {
  return (INBOUND_WAY_WORDS as Readonly<Record<string, string>>)[way]?.toLowerCase() ?? way;
}

/** What the ledger itself keeps as proof, whatever it is. */
function proofLine({ proof }: SealedEvent): string {
  const word = (name: string, value: string) => {
    if (name === "how") return wayWords(value);
    if (name === "by") return (EXCLUSION_SOURCE_WORDS as Readonly<Record<string, string>>)[value] ?? value;
    return value;
  };
  const parts = Object.entries(proof).map(
    ([name, value]) =>
      `${PROOF_WORDS[name] ?? name} ${word(name, typeof value === "string" ? value : JSON.stringify(value))}`,
  );
  return parts.length > 0 ? `${parts.join(". ")}.` : "";
}

function traceLines(event: SealedEvent, request: PackRequest | undefined, time: Time): string[] {
  if (!request) return [];
  const reduced = request.tracesReducedAt ? ` (reduced on ${time(request.tracesReducedAt)})` : "";
  const trace = (ip: string | null, userAgent: string | null) =>
    ip === null && userAgent === null
      ? ""
      : `From ${ip ?? "an address no longer kept"}, with ${userAgent ?? "a browser no longer kept"}${reduced}.`;
  if (event.kind === "confirmed") return [trace(request.confirmedIp, request.confirmedUserAgent)];
  if (event.kind !== "requested") return [];
  return [
    `Request ${request.id}, in ${languageName(request.locale)}; its link could be pressed until ${time(request.expiresAt)}.`,
    request.statedForm ? `They said to buy as: ${request.statedForm}.` : "",
    request.askedNote ? `Note of staff: ${request.askedNote}` : "",
    trace(request.ip, request.userAgent),
  ];
}

function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames("en-GB", { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

function sealLine({ id, seal }: SealedEvent): string {
  if (!seal) return `Event ${id}. Not sealed yet.`;
  const holds = seal.holds ? "The seal holds." : "THE SEAL DOES NOT HOLD: the event is not what was sealed.";
  return `Event ${id}. Sealed at place ${seal.position}, ${seal.hash.slice(0, 16)}. ${holds}`;
}

function mailSentences({ mails, elsewhere }: EvidencePack, sent: readonly PackCampaignMail[]): string[] {
  const others = mails.length - sent.length;
  return [
    ...(sent.length === 0 ? ["No marketing email was sent."] : []),
    ...(others > 0
      ? [`${others} further ${others === 1 ? "campaign" : "campaigns"} sent nothing to this address.`]
      : []),
    ...(elsewhere > 0
      ? [
          `${elsewhere} ${elsewhere === 1 ? "email" : "emails"} of the same customer record went to another address, and ${elsewhere === 1 ? "is" : "are"} not shown here.`,
        ]
      : []),
  ];
}

function verificationEntry({ at, outcome, requestId }: PackVerificationMail, time: Time): EvidenceEntry {
  const words = outcome === "queued" ? "Waiting to be sent" : EVIDENCE_OUTCOME_WORDS[outcome];
  return {
    when: at ? time(at) : "",
    what: `Verification email for request ${requestId}, without marketing`,
    lines: [`${words}.`],
  };
}

function mailEntry(mail: PackCampaignMail, time: Time): EvidenceEntry {
  const since = mail.basisSince ? `, since ${time(mail.basisSince)}` : "";
  return {
    when: mail.at ? time(mail.at) : "",
    what: `“${mail.subject}”`,
    lines: [
      `${EVIDENCE_OUTCOME_WORDS[mail.outcome]}, in the campaign “${mail.campaign}”. Purpose: ${mail.purpose}`,
      ...(mail.basis ? [`Ground: ${EVIDENCE_BASIS_WORDS[mail.basis]}${since}.`] : []),
      mail.facts
        ? `Facts then, by version ${mail.policyVersion} of the rules: ${factsLine(mail.facts)}.`
        : `Decided by version ${mail.policyVersion} of the rules; the facts were not kept yet.`,
    ],
  };
}

function exclusionEntry(entry: PackExclusion, time: Time): EvidenceEntry {
  const { at, act, source, actor, note, campaign, askedHow, askedAt } = entry;
  const released = (RELEASE_WORDS as Readonly<Record<string, string>>)[source] ?? "Taken off the list";
  const asked = askedHow && askedAt ? [`They had asked ${wayWords(askedHow)} on ${time(askedAt)}.`] : [];
  return {
    when: time(at),
    what: `${act === "released" ? released : act === "undone" ? UNDONE_WORDS : EXCLUSION_SOURCE_WORDS[source]}. By: ${actor ?? EXCLUSION_BY_WORDS[source]}`,
    lines: [
      ...asked,
      ...(campaign ? [`By the email of the campaign “${campaign}”.`] : []),
      ...(note ? [`Note: ${note}`] : []),
    ],
  };
}

function checks({ chain, store, exported }: EvidencePack): string[] {
  const end = chain
    ? `The chain over this store's ledger then ended at place ${chain.position} with ${chain.hash}.`
    : "Nothing of this store's ledger has been sealed yet.";
  const contact = store.contactEmail ? ` Questions: ${store.contactEmail}.` : "";
  return [
    `Every event is sealed with a keyed hash made of all it says and of the seal before it, so that a change or a gap shows. ${end} Whoever runs the app can check it with “npm run ledger:verify”.${contact}`,
    `This is export ${exported.number}, taken out by ${exported.by} and logged with its reason: ${exported.reason}`,
  ];
}
