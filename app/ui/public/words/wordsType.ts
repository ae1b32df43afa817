import type { OfferedForm } from "~/policy/statedForm";
import type { Html } from "../html";

/** A sentence about somebody or something that is set off from it, such as the shop's name. */
type With = (part: Html) => Html;

/** Everything the pages on the store's domain say, in one language. Each language has a file of its own beside this one. */
export interface PublicWords {
  /** What a shop without a name is called in a sentence. */
  readonly thisShop: string;
  /** Links at the end of every page. */
  readonly foot: { readonly feedback: string; readonly policy: string };
  readonly questions: With;
  readonly unknownLink: { readonly title: string; readonly text: string; readonly writeTo: With };
  readonly trouble: {
    readonly title: string;
    readonly notSaved: string;
    readonly pressAgain: string;
    readonly openAgain: string;
  };
  readonly confirm: {
    readonly title: string;
    readonly asked: (address: Html, name: Html) => Html;
    readonly press: string;
    readonly yes: string;
    readonly ifNot: string;
    readonly done: string;
    readonly doneText: With;
    readonly already: string;
    readonly alreadyText: With;
    readonly stopAnyTime: string;
    readonly expired: string;
    readonly expiredText: With;
    readonly another: string;
    readonly sendAnother: string;
    readonly sent: string;
    readonly sentText: string;
    readonly excluded: string;
    readonly excludedText: With;
    readonly wayBack: (link: Html | null) => Html;
  };
  readonly report: {
    readonly title: string;
    readonly asked: (address: Html, name: Html) => Html;
    readonly press: string;
    readonly whatFollows: With;
    readonly notMe: string;
    readonly ifYou: string;
    readonly done: string;
    readonly doneText: With;
    readonly changedMind: (link: Html | null) => Html;
  };
  readonly subscribe: {
    readonly title: With;
    readonly intro: With;
    readonly twoSteps: string;
    readonly address: string;
    readonly buyAs: string;
    readonly buyAsHint: string;
    readonly notSaid: string;
    readonly forms: Readonly<Record<OfferedForm, string>>;
    readonly agree: string;
    readonly leaveEmpty: string;
    readonly send: string;
    readonly wrong: string;
    readonly addressWrong: string;
    readonly notTicked: string;
    readonly wordsChanged: string;
    readonly check: string;
    readonly checkText: (address: Html, name: Html) => Html;
    readonly checkForm: With;
    readonly sent: string;
    readonly sentText: string;
    readonly noEmail: string;
    readonly closed: string;
    readonly closedText: With;
    readonly stop: string;
  };
  readonly stop: {
    readonly title: string;
    readonly intro: With;
    readonly addresses: string;
    readonly hint: (most: number) => string;
    readonly stop: string;
    readonly done: string;
    readonly none: string;
    readonly taken: (count: number, name: Html) => Html;
    /** `lines`: their numbers as a list. */
    readonly unreadable: (lines: string, count: number) => string;
    readonly empty: string;
    readonly tooMany: string;
    readonly tooManyText: (most: number) => string;
    readonly moreThanThat: With;
    readonly tooOften: string;
    readonly tooOftenText: string;
    readonly write: With;
  };
}
