import type { FindingCode } from "~/policy/preflight";

/** What was found, and what to do about it. */
interface FindingWords {
  readonly title: string;
  readonly next: string;
}

/** Words for every finding of a preflight. Complete by its type. */
export const FINDING_WORDS: Readonly<Record<FindingCode, FindingWords>> = {
  subject_missing: { title: "There is no subject", next: "Write one." },
  body_missing: { title: "The email says nothing yet", next: "Add a block and write in it." },
  purpose_missing: { title: "There is no purpose", next: "Say in one sentence what this email is for." },
  audience_missing: { title: "No audience is chosen", next: "Choose the people this email is for." },
  rationale_missing: {
    title: "It is not said why it goes to these people",
    next: "Open the audience and write why this email is for exactly these people.",
  },
  segment_not_taken: {
    title: "A segment of the store has not been taken yet",
    next: "Until it has, nobody of it is in the audience. Open the audience: it says how far it is.",
  },
  segment_gone: {
    title: "Shopify has no such segment any more",
    next: "Who is in it stays as it was when it was taken. Open the audience and look whether that is still meant.",
  },
  segment_old: {
    title: "A segment of the store was taken more than two days ago",
    next: "Who joined it since is not in the audience. Open the audience and take it again.",
  },
  orders_not_read: {
    title: "The store’s orders have not been read yet",
    next: "Until they have, it is not known who bought what. They are read tonight, and as soon as you pick a product in the audience, which says how far that is.",
  },
  orders_failed: {
    title: "The store’s orders could not be read the last time",
    next: "What was bought is known from the time before, and from each order since. Open the audience: it says why.",
  },
  orders_old: {
    title: "The store’s orders were last read more than two days ago",
    next: "They are read every night while an audience in use asks for it. Open the audience and look that this one is.",
  },
  collection_not_read: {
    title: "A collection has not been read yet",
    next: "Until it has, nobody is in the audience for what is in it. Open the audience: it says how far that is, or why it cannot be read.",
  },
  collection_gone: {
    title: "Shopify has no such collection any more",
    next: "What is in it stays as it was when it was last read. Open the audience and look whether that is still meant.",
  },
  collection_failed: {
    title: "A collection could not be read the last time",
    next: "What is in it counts as it was the time before. Open the audience: it says why.",
  },
  collection_old: {
    title: "A collection was last read more than two days ago",
    next: "Whoever bought what has come into it since is not in the audience. Open the audience and pick it again.",
  },
  identity_missing: { title: "Your identity is not complete", next: "Fill it in: it stands in every email." },
  disclosures_missing: {
    title: "Your trading disclosures are not complete",
    next: "Fill them in: company law asks for them in every email.",
  },
  sendgrid_missing: { title: "There is no sender yet", next: "Enter a SendGrid key and a sender." },
  reports_missing: {
    title: "SendGrid does not report back to the app",
    next: "Nobody would hear of bounces, spam reports and unsubscribes. Settings says what to do.",
  },
  exclusions_returning: {
    title: "Exclusions are still being read",
    next: "Wait until it is known who must not be mailed. Home says how far it is.",
  },
  assessment_missing: {
    title: "There is no legitimate-interests assessment",
    next: "Without one, nobody of this audience may be mailed who has not confirmed consent. Write and sign it.",
  },
  assessment_expired: {
    title: "The legitimate-interests assessment is past its date",
    next: "Until it is reviewed, nobody of this audience may be mailed who has not confirmed consent. Review and sign it.",
  },
  storefront_closed: {
    title: "Your store asks visitors for a password",
    next: "The opt-out link of the email would lead to the password page, and nobody could opt out by it. In Shopify, under Online Store, Preferences, take the password off. Then check again.",
  },
  sender_no_domain: {
    title: "SendGrid has not authenticated the domain of your sender",
    next: "In SendGrid, under Settings, Sender Authentication, authenticate the domain. A single verified address is not enough: mail programs distrust it.",
  },
  sender_dkim_invalid: {
    title: "The DKIM records of your domain are not valid",
    next: "In SendGrid, under Settings, Sender Authentication, open the domain, put its records into your DNS and press Verify.",
  },
  sender_key_refused: { title: "SendGrid refuses the key", next: "Enter one that works." },
  sender_unreadable: {
    title: "The SendGrid key may not read how your sender is authenticated",
    next: "In SendGrid, under Settings, API Keys, give the key read access to Sender Authentication.",
  },
  sender_unreachable: { title: "SendGrid did not answer", next: "Wait a minute and check again." },
  dmarc_missing: {
    title: "Your domain publishes no valid DMARC record",
    next: "Gmail, Yahoo and Microsoft turn emails to many people away without one. Where your domain’s DNS is kept, add a TXT record with the name above and, to begin with, the value v=DMARC1; p=none. If there is one already, give it a valid p= and take out any second one. Then check again.",
  },
  dmarc_unknown: {
    title: "Your domain’s DMARC record could not be looked up now",
    next: "The name servers of the domain did not answer. Wait a few minutes and check again.",
  },
  link_empty: { title: "A button leads nowhere", next: "Give it a link." },
  link_not_https: { title: "A link does not begin with https://", next: "Use the secure address of the page." },
  link_private: {
    title: "A link leads to no address of the public web",
    next: "Recipients could not open it. Use an address that everybody can reach, without a user name or a port.",
  },
  link_unresolved: { title: "The domain of a link does not exist", next: "Check the spelling." },
  link_unreachable: { title: "A link could not be reached", next: "Check that the page is there, then check again." },
  link_broken: { title: "A link leads to a page that is not there", next: "Check the address." },
  link_names_person: {
    title: "There is a merge field in a link",
    next: "Take it out: a person’s name must not stand in the address of a page.",
  },
  too_many_links: { title: "There are more than 60 different links", next: "Take some out." },
  image_missing: { title: "An image block has no picture", next: "Choose one, or remove the block." },
  alt_missing: {
    title: "A picture has no words for those who do not see it",
    next: "Say in a few words what it shows.",
  },
  merge_unknown_field: { title: "There is no such merge field", next: "Insert one from the menu." },
  merge_not_here: {
    title: "Merge fields do not work here",
    next: "Recipients would see the braces. Names can stand in the subject, the preheader, headings, texts and buttons.",
  },
  merge_no_fallback: {
    title: "A merge field says nothing when nothing is known",
    next: "Write words after a bar, such as {{first_name|there}}.",
  },
  merge_fallback_too_long: { title: "The words of a merge field are too long", next: "Use at most 60 characters." },
  merge_not_closed: { title: "A merge field is not closed", next: "End it with }}." },
  too_many_merge_fields: {
    title: "There are more than ten different merge fields",
    next: "Use the same field with the same words.",
  },
  footer_not_whole: {
    title: "The email could not be made with its footer",
    next: "Nothing is sent without it. Take out what you added last, and tell whoever runs this app.",
  },
  too_large: {
    title: "The email is too large",
    next: "Gmail cuts off what is beyond 102 kB, the footer with it. Take something out.",
  },
  nearly_too_large: {
    title: "The email is nearly too large",
    next: "Gmail cuts off what is beyond 102 kB. Better take something out.",
  },
  placeholder_left: {
    title: "Words in square brackets",
    next: "Templates have them where your own words go. Write those, or take the brackets away.",
  },
  spam_words: {
    title: "Words that filters for unwanted mail look for",
    next: "They do not stop an email by themselves. Say it in plainer words if you can.",
  },
  shouting: {
    title: "The subject shouts",
    next: "Write it without capitals throughout or repeated exclamation marks.",
  },
};
