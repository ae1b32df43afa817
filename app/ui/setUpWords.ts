import type { SetUpState } from "~/policy/facts";
import type { SetUpStep } from "~/services/shops/setUp";

/** Steps of the set-up guide, with where each is done. */
export const SET_UP_STEP_WORDS: Readonly<
  Record<
    SetUpStep["id"],
    { readonly title: string; readonly explained: string; readonly action: string; readonly url: string }
  >
> = {
  sync: {
    title: "Bring in your customers",
    explained: "Twostage reads your store's customers once, and follows every change afterwards.",
    action: "See the store sync",
    url: "/app#store-sync",
  },
  identity: {
    title: "Say who you are",
    explained: "Your trading name, a contact address and your trade.",
    action: "Complete your identity",
    url: "/app/settings#identity",
  },
  disclosures: {
    title: "Give your trading disclosures",
    explained: "The legal details that must stand in every business email: registered name, number, place and office.",
    action: "Complete the disclosures",
    url: "/app/settings#disclosures",
  },
  sendgrid: {
    title: "Connect SendGrid",
    explained: "The sender that SendGrid has verified, and a key that may send for it.",
    action: "Connect SendGrid",
    url: "/app/settings#sender",
  },
  exclusions: {
    title: "Let exclusions return",
    explained:
      "Who unsubscribed in Shopify, and whom SendGrid no longer mails, is put on the exclusion list first. It runs by itself once the store has been synced and SendGrid is connected.",
    action: "See how far it is",
    url: "/app/exclusions/files",
  },
  assessment: {
    title: "Sign the assessment of legitimate interests",
    explained: "Needed before companies may be mailed without their consent.",
    action: "Write the assessment",
    url: "/app/assessment",
  },
};

/** What is missing before any mail may go, as a sentence. */
export const SET_UP_STATE_WORDS: Readonly<Record<SetUpState, string>> = {
  ready: "Everything is set up.",
  identity_missing: "Your trading name, contact address or trade is missing.",
  disclosures_missing: "Your trading disclosures are missing or incomplete.",
  sendgrid_missing: "SendGrid is not connected, or has not verified your sender.",
  exclusions_returning: "Who opted out in Shopify or at SendGrid has not all been read yet.",
};
