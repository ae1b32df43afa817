import type { EvidencePack } from "~/services/evidence/exportEvidence";
import type { PackCampaignMail } from "~/services/evidence/readMails";
import type { PackRequest } from "~/services/evidence/readRequests";
import type { SealedEvent } from "~/services/consent/readSealedEvents";
import { factsOfClass } from "~/policy/factClass";

const day = (text: string) => new Date(`${text}Z`);
export const WORDS = "Yes, Beacon Spares may email me offers for my trade. I can stop this at any time.";

/** An event about the person of `evidencePack`. */
export const packEvent = (id: number, over: Partial<SealedEvent> = {}): SealedEvent => ({
  id: String(id),
  at: day("2026-03-02T10:00:00"),
  kind: "requested",
  requestId: "12",
  surface: "checkout",
  wordingVersion: 1,
  wording: WORDS,
  proof: { orderId: "5001" },
  seal: { position: id - 4700, hash: "ab12cd34ef56ab12".repeat(4), holds: true },
  ...over,
});

const REQUEST: PackRequest = {
  id: "12",
  surface: "checkout",
  locale: "en",
  orderId: "5001",
  page: null,
  statedForm: "Sole trader",
  askedBy: null,
  askedHow: null,
  askedNote: null,
  requestedAt: day("2026-03-02T10:00:00"),
  expiresAt: day("2026-03-16T10:00:00"),
  ip: "203.0.113.77",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  confirmedAt: day("2026-03-02T10:04:31"),
  confirmedIp: "203.0.113.77",
  confirmedUserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  tracesReducedAt: null,
};

/** A mail to that person. */
export const packMail = (campaignId: number, over: Partial<PackCampaignMail> = {}): PackCampaignMail => ({
  campaignId,
  campaign: `Spring offers ${campaignId}`,
  subject: `Ten per cent off boiler valves, week ${campaignId}`,
  purpose: "To tell trade customers of this month's offers on spares they buy.",
  at: day("2026-04-01T08:30:00"),
  outcome: "accepted",
  basis: "consent",
  basisSince: day("2026-03-02T10:04:31"),
  reasons: [],
  withheld: [],
  policyVersion: 2,
  facts: factsOfClass("ftftcis" + "cn"),
  why: "You asked us to email you, and confirmed it on 2 March 2026 by the link we sent to this address.",
  ...over,
});

/** A pack about an ordinary person: asked at the checkout, confirmed, got two mails, opted out. */
export function evidencePack(over: Partial<EvidencePack> = {}): EvidencePack {
  return {
    exported: {
      number: 7,
      at: day("2026-05-20T14:00:00"),
      by: "Staff member 42",
      reason: "The person asked by letter of 18 May why they were mailed.",
    },
    store: {
      domain: "beacon-spares.myshopify.com",
      name: "Beacon Spares",
      contactEmail: "office@beacon-spares.example",
      timezone: "Europe/London",
    },
    person: {
      contactId: "31",
      customerId: "6601",
      email: "sian@plymio-gwyr.example",
      name: "Siân Ŵyn Łukaszewska",
      company: "Plymio Gŵyr",
    },
    standing: { standing: "withdrawn", since: day("2026-05-02T18:20:10"), byEvent: "4718" },
    events: [
      packEvent(4711),
      packEvent(4712, {
        kind: "verification_mailed",
        surface: null,
        wording: null,
        wordingVersion: null,
        at: day("2026-03-02T10:00:03"),
        proof: { messageId: "Yt3kq0z8QfmVQ1x4m0b1Zw" },
      }),
      packEvent(4715, {
        kind: "confirmed",
        at: day("2026-03-02T10:04:31"),
        proof: { act: "button", browser: "Firefox" },
      }),
      packEvent(4718, {
        kind: "withdrawn",
        requestId: null,
        surface: null,
        wording: null,
        wordingVersion: null,
        at: day("2026-05-02T18:20:10"),
        proof: { by: "body_link" },
        seal: null,
      }),
    ],
    requests: [REQUEST],
    chain: { position: 2210, hash: "0f".repeat(32) },
    decision: {
      decision: "ineligible",
      reasons: ["excluded", "consent_withdrawn", "individual_without_consent"],
      policyVersion: 2,
      facts: factsOfClass("ttftwiscn"),
    },
    mails: [
      packMail(3),
      packMail(4, { at: day("2026-05-02T08:30:00") }),
      packMail(5, { outcome: "left_out", basis: null, why: null, reasons: ["excluded"] }),
    ],
    verificationMails: [{ requestId: "12", at: day("2026-03-02T10:00:02"), outcome: "accepted" }],
    elsewhere: 0,
    excludedSince: day("2026-05-02T18:20:10"),
    exclusions: [
      {
        at: day("2026-05-02T18:20:10"),
        act: "excluded",
        source: "body_link",
        actor: null,
        note: null,
        campaign: "Spring offers 4",
        askedHow: null,
        askedAt: null,
      },
    ],
    ...over,
  };
}
