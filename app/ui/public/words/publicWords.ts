import type { Locale } from "~/policy/locale";
import { cy } from "./cy";
import { de } from "./de";
import { en } from "./en";
import { fr } from "./fr";
import type { PublicWords } from "./wordsType";

/** The words of every language, complete by their type. */
export const PUBLIC_WORDS: Readonly<Record<Locale, PublicWords>> = { en, cy, fr, de };
