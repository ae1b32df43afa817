import type { DraftInput } from "~/services/campaigns/drafts";

/** A draft as the texts of its form. */
export type DraftValues = Readonly<Record<(typeof DRAFT_FIELDS)[number], string>>;

export const DRAFT_FIELDS = ["name", "subject", "preheader", "body", "purpose", "audienceId"] as const;

export const EMPTY_DRAFT: DraftValues = {
  name: "",
  subject: "",
  preheader: "",
  body: "",
  purpose: "",
  audienceId: "",
};

/** The texts of a stored draft. */
export function valuesOf({ name, subject, preheader, body, purpose, audienceId }: DraftInput): DraftValues {
  return { name, subject, preheader, body, purpose, audienceId: audienceId === null ? "" : String(audienceId) };
}

/** The draft that the texts of a form mean. Judges nothing: a number that is none is `NaN`, for the service to refuse. */
export function draftOf(values: DraftValues): DraftInput {
  return {
    name: values.name.trim(),
    subject: values.subject.trim(),
    preheader: values.preheader.trim(),
    body: values.body.replaceAll("\r\n", "\n").trim(),
    purpose: values.purpose.trim(),
    audienceId: values.audienceId.trim() === "" ? null : Number(values.audienceId),
  };
}

/** Whether two forms mean the same draft. */
export function sameDraft(one: DraftValues, other: DraftValues): boolean {
  return JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other));
}
