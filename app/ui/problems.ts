import type { ProblemCode } from "~/lib/errors";
import { REFUSED_WORDS } from "./prospectWords";

/** What went wrong, and what to do next. */
export interface ProblemWords {
  readonly title: string;
  readonly next: string;
  readonly link?: { readonly url: string; readonly label: string };
}

/** Words for every problem the app can answer with. Complete by its type: a new code cannot go without words. */
export const PROBLEM_WORDS: Readonly<Record<ProblemCode, ProblemWords>> = {
  not_found: {
    title: "This no longer exists",
    next: "It may have been removed meanwhile. Go back to the list and look again.",
  },
  link_invalid: { title: "This link is not valid", next: "Open it again from the email, in full." },
  link_expired: { title: "This link has expired", next: "Ask for a new one." },
  wrong_state: {
    title: "That is not possible any more",
    next: "Somebody else, or the app itself, changed it meanwhile. The page now shows how it stands: look at it before you try again.",
  },
  draft_changed: {
    title: "This draft was saved elsewhere meanwhile",
    next: "Its words, its audience or when it goes: in another window, or by somebody else. Nothing was saved over it: look at what it is now before you go on.",
  },
  campaign_incomplete: {
    title: "Something is missing in this campaign",
    next: "Fill in the fields named here, save the draft, and try again.",
  },
  preflight_failed: {
    title: "Something in this campaign must be put right first",
    next: "Nothing was sent. Look at “Before it goes out” on this page: it says what, and where.",
  },
  approval_missing: {
    title: "A second person has not approved this campaign",
    next: "Ask another member of staff to open it and approve it. Any change since takes an approval back.",
  },
  own_approval: {
    title: "You changed this campaign last",
    next: "Another member of staff has to approve it.",
  },
  set_up_incomplete: {
    title: "The store is not set up to send yet",
    next: "Complete what is missing in Settings, and try again.",
    link: { url: "/app/settings", label: "Go to Settings" },
  },
  address_invalid: {
    title: "This is not an email address",
    next: "Check the spelling: it needs a name, an @ and a domain.",
  },
  address_excluded: {
    title: "This address is on the exclusion list",
    next: "No email is sent to it. Use another address.",
  },
  address_unverified: {
    title: "Nobody has confirmed this address yet",
    next: "Open the link in the email that was sent to it and press the button there. Then send the test again.",
  },
  staff_address_verified: {
    title: "This address is confirmed already",
    next: "Tests can go there: choose it under “Test to”.",
  },
  staff_address_asked: {
    title: "This address was asked a moment ago",
    next: "Look into its mailbox, and among the unwanted email. After five minutes you can ask it again.",
  },
  too_many_staff_addresses: {
    title: "There are twenty addresses already",
    next: "Remove one that gets no tests any more. Tests are for your staff; customers get email only by campaigns.",
  },
  domain_invalid: {
    title: "This is not a domain",
    next: "Enter what stands behind the @ in the addresses, such as example.co.uk.",
  },
  domain_freemail: {
    title: "Anybody may have a mailbox there",
    next: "This domain belongs to a provider of personal mailboxes, so excluding it would silence people who never asked for it. Exclude the single addresses instead.",
  },
  domain_shared: {
    title: "This is an ending that many businesses share",
    next: "Enter the whole domain of the one business, such as example.co.uk.",
  },
  too_many_attempts: {
    title: "Too many verification emails",
    next: "An address is sent no more than three in a day and ten in a month, whoever asks. Try again tomorrow.",
  },
  too_many_templates: { title: "There are thirty templates already", next: "Remove one that you no longer use first." },
  too_many_segments: {
    title: "A hundred segments have been taken already",
    next: "Use one of them, or remove one that no audience uses first.",
  },
  segment_in_use: {
    title: "An audience uses this segment",
    next: "Take it out of the audience and save that first, or put the audience away. While a campaign with it is scheduled or starting, it stays as well.",
  },
  too_many_addresses: { title: "Too many addresses at once", next: "Enter fewer addresses at a time." },
  shopify_unreachable: {
    title: "Shopify did not answer",
    next: "Nothing was done. Wait a minute and try again.",
  },
  picture_too_large: {
    title: "The picture is larger than 5 megabytes",
    next: "Nothing was uploaded. Make it smaller: a picture 1,200 pixels wide is enough for an email.",
  },
  picture_type: {
    title: "This is no PNG, JPEG or GIF",
    next: "Nothing was uploaded. Save the picture as one of these: not every mail program shows others.",
  },
  picture_refused: {
    title: "Shopify could not use this picture",
    next: "It may be damaged, or too large in pixels. Save it anew, or try another.",
  },
  files_denied: {
    title: "Shopify does not let the app store pictures",
    next: "Allow the app to write files in Shopify, and try again. The address of a picture that is on the web already can be entered all the same.",
  },
  sendgrid_key_refused: {
    title: "SendGrid refused the key",
    next: "In SendGrid, under Settings, API Keys, make a key that may send mail and read your sender authentication, and enter it here.",
  },
  sendgrid_sender_unverified: {
    title: "SendGrid has not verified this sender",
    next: "In SendGrid, under Settings, Sender Authentication, authenticate the domain or verify the address, then save again.",
  },
  sendgrid_unreachable: {
    title: "SendGrid could not be reached",
    next: "Nothing was saved. Wait a minute and try again.",
  },
  inbound_domain_refused: {
    title: "SendGrid does not take this domain",
    next: "It must be a domain that is authenticated in your SendGrid account, or one below it, such as feedback.example.co.uk, and not in use anywhere else.",
  },
  companies_house_key_refused: {
    title: "Companies House refused the key",
    next: "On Companies House's developer hub, make an application of the live environment with a REST API key, and enter that key here.",
  },
  companies_house_key_missing: {
    title: "There is no Companies House key",
    next: "Enter one in Settings, and try again.",
    link: { url: "/app/settings#companies-house", label: "Go to Settings" },
  },
  companies_house_unreachable: {
    title: "Companies House could not be reached",
    next: "Nothing was saved. Wait a few minutes and try again.",
  },
  sync_running: {
    title: "A sync is already running",
    next: "Wait until it has finished. You need not stay on this page.",
  },
  input_invalid: {
    title: "Some fields need your attention",
    next: "Nothing was saved. Correct the fields marked below, and try again.",
  },
  not_reached: {
    title: "Twostage could not be reached",
    next: "What you wrote is still on this page. Wait a moment and try again.",
  },
  key_unreadable: {
    title: "The app cannot read its keys",
    next: "Nothing was done. Whoever runs this app must put back the APP_SECRET it was started with before.",
  },
  list_refused: { title: "This list is not taken in", next: REFUSED_WORDS },
  file_too_large: {
    title: "The file is larger than 20 megabytes",
    next: "Nothing was kept. Cut it into several files and upload them one by one.",
  },
  file_unreadable: { title: "The file cannot be read", next: "Nothing was kept." },
};
