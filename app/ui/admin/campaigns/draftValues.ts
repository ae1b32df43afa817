import { newBlock, type MailBlock } from "~/policy/mailBlocks";
import type { DraftInput } from "~/services/campaigns/drafts";

/** A draft as the texts of its form; the body is its blocks as JSON. */
export type DraftValues = Readonly<Record<(typeof DRAFT_FIELDS)[number], string>>;

export const DRAFT_FIELDS = ["name", "subject", "preheader", "body", "purpose", "audienceId"] as const;

export const EMPTY_DRAFT: DraftValues = {
  name: "",
  subject: "",
  preheader: "",
  body: JSON.stringify([newBlock("text", "text-1")]),
  purpose: "",
  audienceId: "",
};

/** The texts of a stored draft. */
export function valuesOf({ name, subject, preheader, body, purpose, audienceId }: DraftInput): DraftValues {
  const chosen = audienceId === null ? "" : String(audienceId);
  return { name, subject, preheader, body: JSON.stringify(body), purpose, audienceId: chosen };
}

/** The draft that the texts of a form mean. Judges nothing: a number that is none is `NaN`, for the service to refuse. */
export function draftOf(values: DraftValues): DraftInput {
  return {
    name: values.name.trim(),
    subject: values.subject.trim(),
    preheader: values.preheader.trim(),
    body: blocksOf(values.body),
    purpose: values.purpose.trim(),
    audienceId: values.audienceId.trim() === "" ? null : Number(values.audienceId),
  };
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
