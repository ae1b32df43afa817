import { html } from "../../html";
import type { OptOutWords } from "./wordsType";

export const en: OptOutWords = {
  excluded: "You have opted out",
  excludedText: (name) => html`You will get no more marketing emails from ${name}. This took effect just now.`,
  onItsWay: "If an email was already on its way in the last few moments, it may still arrive. We cannot call it back.",
  data: { before: "You can also ", link: "ask what is held about you, or have it erased", after: "." },
  further: {
    title: "Add other addresses",
    hint: (most) =>
      `One on each line, up to ${most}. They will get no more marketing emails either. We will not write to them about it.`,
    add: "Add these addresses",
    elsewhere: "To add other addresses, open the link at the end of the email.",
    done: "Done",
    none: "No address was added",
    taken: (count, name) =>
      html`We have taken ${count} more ${count === 1 ? "address. It" : "addresses. They"} will get no marketing emails
      from ${name} from now on.`,
    tooMany: "Too many addresses",
    tooManyText: (atOnce, inAll) =>
      `None of these addresses was added. You can send up to ${atOnce} at a time, and ${inAll} in all from one email.`,
    takeOut: "Please take some out and press the button again. You yourself are still opted out.",
    undo: "Added by mistake?",
    undoText: "The button takes back all addresses that were added with this link.",
    undoPress: "Take these addresses back",
    undone: "The addresses have been taken back",
    undoneText:
      "The addresses that were added with this link are as they were before. Where something else keeps one of them on the list of those we must not email, it stays there.",
    undoneYou: "You yourself are still opted out, unless you have undone that too.",
  },
  note: {
    title: "Tell us why, if you like",
    reason: "What was the reason?",
    reasons: {
      too_many: "There were too many",
      not_relevant: "They were not relevant to my work",
      content: "I did not like what was in them",
      never_asked: "I never asked for them",
      wrong_person: "They were not meant for me",
      other: "Something else",
    },
    words: "In your own words",
    hint: "You may leave this empty. A person reads it and can answer you.",
    send: "Send",
    done: "Thank you for telling us",
    doneText: "A person will read what you wrote. It is considered when we plan our emails.",
    stillOut: (name) => html`You are still opted out: you will get no more marketing emails from ${name}.`,
    tooMany: "You have told us already",
    tooManyText: "We have what you wrote before. Please wait an hour before you write again.",
    stillOutShort: "You are still opted out.",
  },
  undo: {
    title: "Opened by mistake?",
    text: "The button puts everything back as it was before you opened this link: you get our emails again only if you got them then. Addresses that you added stay opted out.",
    press: "Undo my opt-out",
    done: "Your opt-out has been undone",
    doneText: (name) =>
      html`Everything is as it was before you opened the link. If you got marketing emails from ${name} then, you get
      them again; what you had agreed to counts again.`,
    nothingSent:
      "Nothing is sent because of it. The link in the email still works: opening it again opts you out again.",
    kept: "Undone, but you are still opted out",
    keptText:
      "What this link did has been undone. The address is on the list of those we must not email for another reason as well, such as another opt-out, so it stays there.",
  },
  back: {
    title: "Changed your mind?",
    text: "The button takes the address this link was sent to off the list of those we must not email, and no other address. Nothing is sent because of it.",
    press: "I want to be mailed again",
    done: "You are off the list of those we must not email",
    doneText: (name) =>
      html`That by itself brings you no emails from ${name}. To get them, fill in our form and confirm by the link that
      we then send you.`,
    form: "Go to the form",
    company:
      "If this is the address of a limited company or LLP that buys from us, it may get our emails again from now on: the law lets us write to businesses without being asked. Where somebody there had once agreed to our emails, we wait for the form and the link all the same. Each email has a link that stops them at once.",
    linkWorks: "The link in the email you came from still works: opening it again opts you out again.",
    staffOnly: "You are still opted out",
    staffOnlyText:
      "An email to this address came back to us or was reported as spam, or everybody at your firm is opted out. So a person has to look at it before we write there again.",
    write: (link) =>
      link
        ? html`Please write to ${link} from this address and say that you want our emails. A person will answer you.`
        : html`Please reply to the email from this address and say that you want our emails. A person will answer you.`,
  },
  test: {
    title: "This was a test email",
    text: (name) => html`The link in a test email from ${name} stands for nobody, so nothing was changed.`,
    real: "In a real email, opening this link opts that person out at once.",
  },
  invalid: {
    title: "We do not know this link",
    text: "Nothing was changed. The link may have been cut off or altered on its way to you. Please go back to the email and open the link again, or copy the whole of it.",
    write: (link, name) =>
      link
        ? html`If that does not help, write to ${link} and say that you want no more marketing emails from ${name}. A
          person will see to it.`
        : html`If that does not help, reply to the email and say that you want no more marketing emails. A person will
          see to it.`,
    type: "Or type your address",
  },
  stop: {
    title: "Stop marketing emails",
    press: (name) => html`Press the button to get no more marketing emails from ${name}.`,
    button: "Stop these emails",
    byItself: (name) =>
      html`You get no more marketing emails from ${name} as soon as the next page opens. If it does not open by itself,
      press the button.`,
  },
  trouble: {
    title: "Something went wrong here",
    text: "We could not save your wish just now. The fault is ours, not yours.",
    openAgain: "Please open the link in the email again in a minute. It stays valid.",
    pressAgain: "Please wait a minute and press the button again. Your link stays valid, and nothing is lost.",
    again: "Try again",
    write: (link) => html`Or write to ${link}, and a person will see to it.`,
  },
};
