import { individualMark } from "./companyName";

/** Legal forms that can be stated: by the person, or by staff in Shopify's field "Legal form". What each makes the subscriber: PECR reg. 2(1). */
const STATED_FORMS = {
  "Limited company": "corporate",
  "Limited liability partnership": "corporate",
  "Partnership in Scotland": "corporate",
  "Other corporate body": "corporate",
  "Sole trader": "individual",
  Partnership: "individual",
  "Limited partnership": "individual",
  "Private person": "individual",
} as const;
export type StatedForm = keyof typeof STATED_FORMS;

/** What a person is offered to say of themselves, by the names that forms post. */
export const OFFERED_FORMS = {
  limited_company: "Limited company",
  llp: "Limited liability partnership",
  sole_trader: "Sole trader",
  partnership: "Partnership",
  private_person: "Private person",
} as const satisfies Readonly<Record<string, StatedForm>>;
export type OfferedForm = keyof typeof OFFERED_FORMS;

/** What somebody chose in a form; `undefined` for nothing, and for what was never offered. */
export function offeredForm(name: string): StatedForm | undefined {
  return Object.entries<StatedForm>(OFFERED_FORMS).find(([offered]) => offered === name)?.[1];
}

/** The same in the words that are kept. Where it is asked, it may be left open. A partnership in Scotland that says no more than partnership counts as an individual, the safe side. */
export const ASKED_FORMS = Object.values(OFFERED_FORMS);

/** What the app writes into Shopify's field for what staff decided here. It is an echo and no evidence: else a decision would go on proving itself after it was taken back. */
export const DECISION_ECHOES = {
  corporate: "Company, decided in Twostage",
  individual: "Individual, decided in Twostage",
} as const;

/** All that Shopify's field "Legal form" may hold. */
export const LEGAL_FORM_CHOICES: readonly string[] = [...Object.keys(STATED_FORMS), ...Object.values(DECISION_ECHOES)];

/** What a text in the field or a statement says of the legal form; `undefined` for nothing, and for the app's own echo. A text that cannot be read is a doubt. */
export function readStatedForm(text: string): "corporate" | "individual" | "doubt" | undefined {
  const plain = text.trim().toLowerCase();
  if (!plain || isDecisionEcho(text)) return undefined;
  const known = Object.entries(STATED_FORMS).find(([form]) => form.toLowerCase() === plain);
  return known?.[1] ?? (individualMark(plain) ? "individual" : "doubt");
}

/** Whether the app itself wrote this into the field. */
export function isDecisionEcho(text: string): boolean {
  return Object.values<string>(DECISION_ECHOES).includes(text.trim());
}
