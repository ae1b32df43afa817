import type { ExclusionSource } from "@prisma/client";
import type { CampaignState } from "~/policy/campaignStates";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { INBOUND_WAYS, type ConsentSurface, type InboundWay } from "~/policy/consentSurface";
import type { MachineSign } from "~/policy/machineOptOut";
import type { Relation } from "~/policy/facts";
import type { Basis, Reason } from "~/policy/reasons";
import type { MailOutcome } from "~/services/customers/readContactMails";

/** The words of the admin for every code of the app. Each map is complete by its type, so that a new code cannot go without words. */

/** A basis for mailing: as a label, and as a sentence about one customer. */
export const BASIS_WORDS: Readonly<Record<Basis, { readonly label: string; readonly explained: string }>> = {
  consent: {
    label: "Confirmed consent",
    explained: "They asked to be mailed and confirmed it by pressing the button behind the link we mailed them.",
  },
  legitimate_interest: {
    label: "Legitimate interest",
    explained:
      "They are a company you deal with, at a business address in the United Kingdom, and your assessment of legitimate interests is in date.",
  },
};

/** A reason against mailing: as a label, as a sentence about one customer, and what could change it. */
export interface ReasonWords {
  readonly label: string;
  readonly explained: string;
  readonly change: string;
}

export const REASON_WORDS: Readonly<Record<Reason, ReasonWords>> = {
  excluded: {
    label: "On the exclusion list",
    explained:
      "This address, or everybody at its domain, is on the exclusion list: somebody opted out, or it was put there for another reason shown below.",
    change:
      "Only they can change this: with the button behind the opt-out link of an email, or by asking you. You then take them off the list, with how and when they asked.",
  },
  address_unusable: {
    label: "No usable email address",
    explained: "There is no email address, or it is not of a form that can be mailed.",
    change: "Correct the address of this customer in Shopify.",
  },
  identity_incomplete: {
    label: "Your identity is incomplete",
    explained: "Your trading name, contact address or trade is missing, so nobody may be mailed yet.",
    change: "Complete your identity in Settings.",
  },
  disclosures_incomplete: {
    label: "Your trading disclosures are incomplete",
    explained: "The legal details that must stand in every email are missing, so nobody may be mailed yet.",
    change: "Complete your trading disclosures in Settings.",
  },
  sendgrid_not_ready: {
    label: "SendGrid is not set up",
    explained: "There is no sender that SendGrid has agreed to send for, so nobody can be mailed yet.",
    change: "Enter your sender and SendGrid key in Settings.",
  },
  exclusions_returning: {
    label: "Exclusions are still being read back",
    explained:
      "Who opted out in Shopify or at SendGrid before the app was installed, or connected to this SendGrid account, has not all been read yet, so nobody may be mailed.",
    change: "It ends by itself. The exclusion list, under Safe keeping, says how far it is and what keeps it.",
  },
  duplicate_address: {
    label: "Same address as another customer",
    explained: "Another customer in the audience has the same address, and each address gets one email.",
    change: "Nothing needs to change: the address is mailed once.",
  },
  frequency_cap: {
    label: "Mailed often enough lately",
    explained: "This address has had as many campaign emails in the past days as you allow for one person.",
    change: "It ends by itself when the days are over. How many emails in how many days is set in Settings.",
  },
  consent_withdrawn: {
    label: "Consent withdrawn",
    explained: "They agreed to be mailed once and later withdrew it.",
    change: "Only they can change this, by asking again, at the checkout or on the storefront, and confirming it.",
  },
  consent_unconfirmed: {
    label: "Consent asked for, not confirmed",
    explained: "They ticked the box, but the link that was mailed to them has not been pressed.",
    change:
      "Only they can change this, by pressing the link in the email, or by ticking the box again if it has expired.",
  },
  assessment_missing: {
    label: "No current assessment",
    explained: "They are a company, but your assessment of legitimate interests is missing or past its review date.",
    change: "Sign the assessment of legitimate interests.",
  },
  freemail_address: {
    label: "Personal mailbox",
    explained:
      "They are a company, but the address is at a provider of personal mailboxes, which counts as an individual's.",
    change: "Record a business address in Shopify, or wait until they tick the box at the checkout and confirm it.",
  },
  outside_uk: {
    label: "Outside the United Kingdom",
    explained: "They are outside the United Kingdom, where the law may ask for consent.",
    change: "They tick the box at the checkout and confirm it. If the country is wrong, correct it in Shopify.",
  },
  no_relation: {
    label: "Has not bought from you",
    explained: "They are a company, but have not placed an order and no company of theirs has.",
    change: "Their first order makes them a customer; or they tick the box at the checkout and confirm it.",
  },
  prospect_origin_refused: {
    label: "Origin of the prospect not accepted",
    explained: "It is not recorded where this prospect comes from, or the list was bought, rented or exchanged.",
    change: "Only their own confirmed consent, or a first order.",
  },
  prospect_out_of_sector: {
    label: "Prospect outside your trade",
    explained: "This prospect is not in your own trade and is not from a list you made yourselves.",
    change: "Only their own confirmed consent, or a first order.",
  },
  individual_without_consent: {
    label: "Individual without consent",
    explained:
      "They are a private person, sole trader or ordinary partnership. By law these may only be mailed after they asked for it and confirmed it.",
    change: "They tick the box at the checkout and confirm it by the link they are mailed.",
  },
  unknown_without_consent: {
    label: "Legal form not shown, no consent",
    explained:
      "Nothing shows that they are a company, so they count as an individual, who may only be mailed after asking for it and confirming it.",
    change:
      "They tick the box at the checkout and confirm it. If they are a company, record its full registered name in Shopify, with Ltd, PLC or LLP at its end.",
  },
};

export const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  customer: "Customer",
  prospect: "Prospect",
  none: "No order yet",
};

export const EXCLUSION_SOURCE_WORDS: Readonly<Record<ExclusionSource | "file_import", string>> = {
  body_link: "Opened the opt-out link in an email",
  one_click: "Pressed unsubscribe in the mail program",
  further_address: "Added on the opt-out page by another recipient",
  staff: "Added by staff",
  shopify: "Unsubscribed in Shopify",
  bounce: "The address does not exist",
  spam_report: "Reported an email as spam",
  sendgrid_unsubscribe: "Unsubscribed at SendGrid",
  abuse_report: "Said that they never asked to be mailed",
  file_import: "From a file of excluded addresses",
  storefront_page: "Entered on the storefront's opt-out page",
  account: "Withdrew on the profile page of their account",
  reply_mail: "Asked for it in an email to the store",
};

/** Who put an address on the list when no member of staff is named. */
export const EXCLUSION_BY_WORDS: Readonly<Record<ExclusionSource | "file_import", string>> = {
  body_link: "The person",
  one_click: "The person",
  further_address: "Another recipient",
  staff: "Staff",
  shopify: "Shopify",
  bounce: "SendGrid",
  spam_report: "The person, through SendGrid",
  sendgrid_unsubscribe: "The person, through SendGrid",
  abuse_report: "The person",
  file_import: "Staff",
  storefront_page: "Somebody on the storefront",
  account: "The person",
  reply_mail: "The person",
};

/** How an address was taken off the list: by the link in a mail, or by staff. */
export const RELEASE_WORDS = {
  body_link: "Taken off the list by the person, with the link in an email",
  staff: "Taken off the list by staff, because the person asked",
  further_address: "Taken off the list by the person who had added it, with the link in an email",
} as const satisfies Partial<Record<ExclusionSource, string>>;

/** Why an opt-out was probably made by a machine. */
export const MACHINE_SIGN_WORDS: Readonly<Record<MachineSign, string>> = {
  bot_agent: "A program opened the link, or something that does not say what it is",
  at_once: "The link was opened within seconds of the email",
  many_at_domain: "Several links of this firm were opened within a minute",
};

/** An opt-out that was taken back while something else keeps the address on the list. */
export const UNDONE_WORDS = "Opt-out taken back by the person; still on the list for another reason";

export const CAMPAIGN_STATE_WORDS: Readonly<Record<CampaignState, string>> = {
  draft: "Draft",
  scheduled: "Scheduled",
  sending: "Sending",
  paused: "Paused",
  finished: "Finished",
  cancelled: "Cancelled",
};

/** What became of one customer in a campaign. */
export const MAIL_OUTCOME_WORDS: Readonly<Record<MailOutcome, string>> = {
  claimed: "Waiting to be handed to SendGrid",
  sending: "Being handed to SendGrid",
  accepted: "Handed to SendGrid",
  refused: "Not sent: SendGrid refused it",
  unknown: "Not known whether it was sent: SendGrid did not answer, and it is not sent again",
  reported: "Handed to SendGrid: it did not answer, but has reported on this email since",
  withheld: "Not sent: when decided again at hand-over, this customer could no longer be mailed",
  refused_address: "Not sent: SendGrid refused the address",
  never_sent: "Not sent: the campaign was cancelled before",
  left_out: "Left out",
};

export const CONSENT_EVENT_WORDS: Readonly<Record<ConsentEventKind, string>> = {
  requested: "Asked to be mailed",
  verification_mailed: "Verification email sent",
  confirmed: "Consent confirmed by the link",
  withdrawn: "Consent withdrawn",
  expired: "Verification link expired without being pressed",
  reported: "Said that they never asked to be mailed",
  imported_confirmed: "Consent collected elsewhere, with evidence of both stages",
  imported_unconfirmed: "Asked elsewhere, without evidence of a confirmation",
  withdrawal_undone: "Withdrawal taken back by the person: what they had said before counts again",
};

/** Where somebody asked to be mailed, as the end of a sentence. */
export const CONSENT_SURFACE_WORDS: Readonly<Record<ConsentSurface, string>> = {
  checkout: "at the checkout",
  thank_you: "on the thank-you page",
  order_status: "on an order's page",
  account: "on the profile page of their account",
  storefront_form: "in the form of the theme",
  storefront_page: "on the storefront's page for email offers",
  staff: "through your staff",
  import: "elsewhere",
};

/** How a person had asked staff, as the end of a sentence. */
export const INBOUND_WAY_WORDS: Readonly<Record<InboundWay, string>> = {
  phone: "by phone",
  email: "by email",
  in_person: "in person",
  letter: "by letter",
};

/** The same as choices of a form. */
export const INBOUND_WAY_OPTIONS = INBOUND_WAYS.map((value) => {
  const words = INBOUND_WAY_WORDS[value];
  return { value, label: words.charAt(0).toUpperCase() + words.slice(1) };
});
