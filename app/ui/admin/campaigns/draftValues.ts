import { newBlock, type MailBlock } from "~/policy/mailBlocks";
import type { DraftInput } from "~/services/campaigns/parseDraft";

/** A draft as the texts of its form; the body is its blocks as JSON. */
export type DraftValues = Readonly<Record<(typeof DRAFT_FIELDS)[number], string>>;

export const DRAFT_FIELDS = [
  "name",
  "subject",
  "preheader",
  "body",
  "purpose",
  "utmMarks",
  "utmSource",
  "utmMedium",
  "utmCampaign",
  "audienceId",
] as const;

export const EMPTY_DRAFT: DraftValues = {
  name: "",
  subject: "",
  preheader: "",
  body: JSON.stringify([newBlock("text", "text-1")]),
  purpose: "",
  utmMarks: "",
  utmSource: "",
  utmMedium: "",
  utmCampaign: "",
  audienceId: "",
};

/** The texts of a stored draft. */
export function valuesOf(draft: DraftInput): DraftValues {
  const { name, subject, preheader, body, purpose, audienceId, ...marks } = draft;
  const { utmSource = "", utmMedium = "", utmCampaign = "" } = marks;
  return {
    name,
    subject,
    preheader,
    body: JSON.stringify(body),
    purpose,
    utmMarks: utmSource === "" ? "" : "yes",
    utmSource,
    utmMedium,
    utmCampaign,
    audienceId: audienceId === null ? "" : String(audienceId),
  };
}

/** The draft that the texts of a form mean. Judges nothing: a number that is none is `NaN`, for the service to refuse. */
export function draftOf(values: DraftValues): DraftInput {
  return {
    name: values.name.trim(),
    subject: values.subject.trim(),
    preheader: values.preheader.trim(),
    body: blocksOf(values.body),
    purpose: values.purpose.trim(),
    ...marksOfForm(values),
    audienceId: values.audienceId.trim() === "" ? null : Number(values.audienceId),
  };
}

/** The marks of the links that a form means: none where the box is not ticked, whatever stands in the fields behind it. */
function marksOfForm({ utmMarks, ...values }: DraftValues) {
  const of = (text: string) => (utmMarks === "yes" ? text.trim() : "");
  return { utmSource: of(values.utmSource), utmMedium: of(values.utmMedium), utmCampaign: of(values.utmCampaign) };
}

/** The parts of a form that its preview needs. */
export function previewParts(values: DraftValues) {
  const { name, subject, preheader, purpose, body } = values;
  return { name, subject, preheader, purpose, body, ...marksOfForm(values) };
}

/** The blocks that the text of a form means; what is no JSON is nothing, for the service to refuse. */
export function blocksOf(body: string): readonly MailBlock[] {
  try {
    return JSON.parse(body) as MailBlock[];
  } catch {
    return undefined as unknown as MailBlock[];
  }
}

/** Whether two forms mean the same draft. */
export function sameDraft(one: DraftValues, other: DraftValues): boolean {
  return JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other));
}
