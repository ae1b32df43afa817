import { html } from "../html";
import type { PublicWords } from "./wordsType";

export const en: PublicWords = {
  thisShop: "this shop",
  foot: {
    feedback: "Tell us what you think of our emails",
    policy: "How we use email for marketing",
  },
  questions: (link) =>
    html`Questions or complaints about the emails? Write to ${link}. A person will read it and answer you.`,
  unknownLink: {
    title: "We do not know this link",
    text: "Nothing was changed. The link may have been cut off or altered on its way to you. Please go back to the email and open the link again, or copy the whole of it.",
    writeTo: (link) => html`If that does not help, write to ${link}. A person will answer you.`,
  },
  trouble: {
    title: "Something went wrong here",
    notSaved: "We could not save your answer just now. The fault is ours, not yours.",
    pressAgain: "Please wait a minute and press the button again.",
    openAgain: "Please open the page again in a minute.",
  },
  confirm: {
    title: "Do you want these emails?",
    asked: (address, name) => html`Somebody gave the address ${address} to ${name} and agreed to these words:`,
    press: "If that was you and you agree, press the button.",
    yes: "Yes, email me",
    ifNot: "If it was not you, just close this page. Without the button you will get no marketing emails.",
    done: "Thank you: you are on the list",
    doneText: (name) => html`${name} may now send you marketing emails.`,
    already: "You have already said yes",
    alreadyText: (name) => html`${name} may send you marketing emails. There is nothing more to do.`,
    stopAnyTime: "You can stop them at any time: every one of them has a link that does it at once.",
    expired: "This link has run out",
    expiredText: (name) => html`You will get no marketing emails from ${name} because of it.`,
    another: "If you do want them, press the button, and we send you a new link to the same address.",
    sendAnother: "Send me a new link",
    sent: "Check your inbox",
    sentText:
      "If this address can get our emails, a new link is on its way to it. Nothing else happens until you press the button behind it.",
    excluded: "We will not email this address",
    excludedText: (name) =>
      html`This address is on the list of those that want no marketing emails from ${name}. That wish counts for more
      than a ticked box, so nothing was changed.`,
    wayBack: (link) =>
      link
        ? html`If you have changed your mind, open the opt-out link at the end of an email you had from us: its page has
          a button for it. Or write to ${link} from this address, and a person will answer you.`
        : html`If you have changed your mind, open the opt-out link at the end of an email you had from us: its page has
          a button for it.`,
  },
  report: {
    title: "Was it not you?",
    asked: (address, name) =>
      html`Somebody gave the address ${address} to ${name}, to be sent marketing emails, and agreed to these words:`,
    press: "If that was not you, press the button.",
    whatFollows: (name) =>
      html`Then the request counts for nothing, and this address gets no marketing emails from ${name}, whoever asks for
      them, also where you had agreed to some before. Emails about your orders are not affected.`,
    notMe: "It was not me",
    ifYou: "If it was you, just close this page. Nothing happens without the button.",
    done: "Thank you for telling us",
    doneText: (name) => html`This address gets no marketing emails from ${name}, whoever asks for them.`,
    changedMind: (link) =>
      link
        ? html`If you change your mind later, write to ${link} from this address. A person will answer you.`
        : html`If you change your mind later, write to us from this address. A person will answer you.`,
  },
  subscribe: {
    title: (name) => html`Emails from ${name}`,
    intro: (name) => html`Fill in this form if you would like ${name} to send you marketing emails.`,
    twoSteps:
      "We then send one email with a link to the address you give. Only when you press the button behind the link do you get our emails, so nobody can sign you up but you.",
    address: "Email address",
    buyAs: "I buy as (you need not say)",
    buyAsHint: "Different rules protect companies and people. If you say nothing, we treat you as a person.",
    notSaid: "I would rather not say",
    forms: {
      limited_company: "a limited company",
      llp: "a limited liability partnership (LLP)",
      sole_trader: "a sole trader",
      partnership: "an ordinary partnership",
      private_person: "a private person",
    },
    agree: "Your agreement",
    leaveEmpty: "Leave this field empty",
    send: "Send me the link",
    wrong: "Nothing was sent yet. Please look at this again:",
    addressWrong: "Type an email address, such as name@example.co.uk.",
    notTicked: "Tick the box if you want our emails. Without it we send you nothing.",
    wordsChanged: "Please read these words, and tick the box if you agree to them.",
    check: "Is this right?",
    checkText: (address, name) =>
      html`We will send one email with a link to ${address}. You want marketing emails from ${name}, and agree to these
      words:`,
    checkForm: (form) => html`You buy as ${form}.`,
    sent: "Check your inbox",
    sentText:
      "If this address can get our emails, one with a link is on its way to it. Nothing else happens until you press the button behind that link.",
    noEmail:
      "No email after ten minutes? Look in the folder for spam. If it is not there either, fill in the form again.",
    closed: "There is nothing to sign up for yet",
    closedText: (name) => html`${name} does not offer emails here at the moment.`,
    stop: "I want no more emails",
  },
  stop: {
    title: "Stop marketing emails",
    intro: (name) =>
      html`Type the address that is to get no more marketing emails from ${name}. It takes effect at once. Emails about
      your orders are not affected.`,
    addresses: "Email addresses",
    hint: (most) => `One on each line, up to ${most}. We will not write to them about it.`,
    stop: "Stop these emails",
    done: "Done",
    none: "No address was taken",
    taken: (count, name) =>
      count === 1
        ? html`We have taken 1 address. It will get no marketing emails from ${name} from now on.`
        : html`We have taken ${count} addresses. They will get no marketing emails from ${name} from now on.`,
    unreadable: (lines, count) =>
      count === 1
        ? `Line ${lines} held no email address. Please type it again below.`
        : `Lines ${lines} held no email address. Please type them again below.`,
    empty: "The box was empty. Please type at least one email address.",
    tooMany: "Too many addresses",
    tooManyText: (most) =>
      `None of these addresses was taken. You can send up to ${most} at a time: please take some out and press the button again.`,
    moreThanThat: (link) => html`Have you more than that? Write to ${link}, and a person will see to it.`,
    tooOften: "Please wait a little",
    tooOftenText:
      "None of these addresses was taken, because so many have come from your connection within the last hour. Please press the button again in an hour.",
    write: (link) => html`Or write to ${link} now, and a person will see to it.`,
  },
};
