/** A part of the assessment: its question, and the questions that lead to an answer. */
export interface AssessmentPart {
  readonly name: "purpose" | "necessity" | "balancing";
  readonly title: string;
  readonly question: string;
  readonly guide: readonly string[];
  readonly example: string;
}

/** The three parts of the test of UK GDPR Art 6(1)(f), with the questions that the Information Commissioner's guidance asks of each. */
export const ASSESSMENT_PARTS: readonly AssessmentPart[] = [
  {
    name: "purpose",
    title: "Purpose",
    question: "What do you want to achieve?",
    guide: [
      "Which interest do you pursue, and is it lawful and fair?",
      "Who gains from it: you, the people you write to, others? How important is it to them?",
      "What would happen if you did not write to them?",
      "Do you keep to the law on marketing by email and to the codes of your trade?",
    ],
    example:
      "For example: telling trade customers about parts and prices for the appliances they service, so that they buy from us again.",
  },
  {
    name: "necessity",
    title: "Necessity",
    question: "Is email needed for it?",
    guide: [
      "Does email help to achieve the purpose? How do you know?",
      "Could you reach it in a way that intrudes less, by post, on your website, or with fewer emails?",
      "Do you use no more data than you need, and only of those it concerns?",
      "How often will you write?",
    ],
    example:
      "For example: offers change weekly and post comes too late; at most two emails a month, only to those who bought such parts.",
  },
  {
    name: "balancing",
    title: "Balancing",
    question: "What does it mean for those who receive it?",
    guide: [
      "Reasonable expectations: do you have a relation with them, and did you tell them? Would they be surprised?",
      "Nature of the data: is it about their work? Is any of it sensitive, of children or of vulnerable people?",
      "What could bother or harm them, and how likely and how bad is it?",
      "Safeguards: what protects them? Can they object at once and for good?",
    ],
    example:
      "For example: only companies that bought from us, only business addresses, nothing tracked, the reason in every email, opting out with one click.",
  },
];
