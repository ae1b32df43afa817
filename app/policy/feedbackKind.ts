import type { FeedbackKind } from "./feedback";
import { asksToStop } from "./stopWords";

const whole = (...alternatives: string[]) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}])`, "iu");

/** Rights of UK GDPR Arts 15 to 20, as people name them. */
const RIGHTS = whole(
  "subject access(?: request)?",
  "D?SAR",
  "access request",
  "right (?:of|to) (?:access|erasure|be forgotten|rectification|portability)",
  "(?:delete|erase|remove) (?:all )?(?:of )?(?:my|our|the) (?:personal )?(?:data|information|details|account)",
  "(?:copy|copies) of (?:all )?(?:of )?(?:my|the|any) (?:personal )?(?:data|information)",
  "what (?:data|information) (?:do )?you (?:hold|have|keep)",
  "where (?:did )?you (?:get|got|obtain(?:ed)?) my (?:data|details|address|e-?mail)",
  "(?:correct|rectify) my (?:data|details|information)",
);
const OBJECTS = whole("i object", "we object", "object(?:ion)? to (?:\\S+ ){0,4}?(?:marketing|processing|e-?mails?)");
const COMPLAINS = whole(
  "complain(?:t|ts|ing)?",
  "unacceptable",
  "disgraceful",
  "information commissioner",
  "ICO",
  "spam(?:ming|med)?",
  "harass(?:ing|ment)?",
  "report(?:ing)? you",
  "unlawful",
  "illegal",
  "breach",
);
const PRAISES = whole(
  "thank you",
  "thanks",
  "brilliant",
  "excellent",
  "great",
  "love (?:it|this|these|your)",
  "well done",
  "very helpful",
  "helpful",
);

/**
 * What kind of case a message probably is; staff correct it. What binds by law goes before what does not: a rights request, an objection, a complaint. Praise is only what asks nothing.
 */
export function guessKind(text: string): FeedbackKind {
  const head = text.slice(0, 5000);
  if (RIGHTS.test(head)) return "rights_request";
  if (OBJECTS.test(head) || asksToStop(head)) return "objection";
  if (COMPLAINS.test(head)) return "complaint";
  return PRAISES.test(head) && !head.includes("?") ? "praise" : "question";
}
