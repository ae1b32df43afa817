import type { OptOutReason } from "~/policy/feedback";
import type { Html } from "../../html";

type With = (part: Html) => Html;

/** Everything the opt-out page says, in one language, but for what all pages share. Each language has a file of its own beside this one. */
export interface OptOutWords {
  readonly excluded: string;
  readonly excludedText: With;
  readonly onItsWay: string;
  readonly data: { readonly before: string; readonly link: string; readonly after: string };
  readonly further: {
    readonly title: string;
    readonly hint: (most: number) => string;
    readonly add: string;
    /** Where the page cannot take any. */
    readonly elsewhere: string;
    readonly done: string;
    readonly none: string;
    readonly taken: (count: number, name: Html) => Html;
    readonly tooMany: string;
    readonly tooManyText: (atOnce: number, inAll: number) => string;
    readonly takeOut: string;
    readonly undo: string;
    readonly undoText: string;
    readonly undoPress: string;
    readonly undone: string;
    readonly undoneText: string;
    readonly undoneYou: string;
  };
  readonly note: {
    readonly title: string;
    readonly reason: string;
    readonly reasons: Readonly<Record<OptOutReason, string>>;
    readonly words: string;
    readonly hint: string;
    readonly send: string;
    readonly done: string;
    readonly doneText: string;
    readonly stillOut: With;
    readonly tooMany: string;
    readonly tooManyText: string;
    readonly stillOutShort: string;
  };
  readonly undo: {
    readonly title: string;
    readonly text: string;
    readonly press: string;
    readonly done: string;
    readonly doneText: With;
    readonly nothingSent: string;
    readonly kept: string;
    readonly keptText: string;
  };
  readonly back: {
    readonly title: string;
    readonly text: string;
    readonly press: string;
    readonly done: string;
    readonly doneText: With;
    readonly form: string;
    readonly company: string;
    readonly linkWorks: string;
    readonly staffOnly: string;
    readonly staffOnlyText: string;
    /** `link`: where to write; null where that is not known. */
    readonly write: (link: Html | null) => Html;
  };
  readonly test: { readonly title: string; readonly text: With; readonly real: string };
  readonly invalid: {
    readonly title: string;
    readonly text: string;
    readonly write: (link: Html | null, name: Html) => Html;
    readonly type: string;
  };
  readonly stop: { readonly title: string; readonly press: With; readonly button: string; readonly byItself: With };
  readonly trouble: {
    readonly title: string;
    readonly text: string;
    readonly openAgain: string;
    readonly pressAgain: string;
    readonly again: string;
    readonly write: With;
  };
}
