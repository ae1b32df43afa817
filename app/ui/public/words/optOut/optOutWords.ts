import type { Locale } from "~/policy/locale";
import { cy } from "./cy";
import { de } from "./de";
import { en } from "./en";
import { fr } from "./fr";
import type { OptOutWords } from "./wordsType";

/** The opt-out page's words of every language, complete by their type. */
export const OPT_OUT_WORDS: Readonly<Record<Locale, OptOutWords>> = { en, cy, fr, de };
