import { RELATIONS, type Relation } from "~/policy/facts";
import { newBlock, type MailBlock } from "~/policy/mailBlocks";
import type { DraftInput } from "~/services/campaigns/drafts";

/** A draft as the texts of its form; the body is its blocks as JSON. */
export type DraftValues = Readonly<Record<(typeof DRAFT_FIELDS)[number], string>>;

export const DRAFT_FIELDS = [
  "name",
  "subject",
  "preheader",
  "body",
  "purpose",
  "audienceName",
  "audienceRationale",
  "relations",
  "tags",
  "countries",
  "orderedWithinMonths",
  "minimumOrders",
] as const;

/** A stored draft, or nothing yet. */
type StoredDraft = Pick<
  DraftInput,
  "name" | "subject" | "preheader" | "purpose" | "audienceName" | "audienceRationale"
> & {
  readonly body: readonly MailBlock[];
  readonly criteria: {
    readonly relations: readonly Relation[];
    readonly tags: readonly string[];
    readonly countries: readonly string[];
    readonly orderedWithinMonths: number | null;
    readonly minimumOrders: number;
  };
};

export const EMPTY_DRAFT: DraftValues = {
  name: "",
  subject: "",
  preheader: "",
  body: JSON.stringify([newBlock("text", "text-1")]),
  purpose: "",
  audienceName: "",
  audienceRationale: "",
  relations: "customer",
  tags: "",
  countries: "",
  orderedWithinMonths: "",
  minimumOrders: "",
};

/** The texts of a stored draft. */
export function valuesOf({ criteria, ...draft }: StoredDraft): DraftValues {
  return {
    name: draft.name,
    subject: draft.subject,
    preheader: draft.preheader,
    body: JSON.stringify(draft.body),
    purpose: draft.purpose,
    audienceName: draft.audienceName,
    audienceRationale: draft.audienceRationale,
    relations: criteria.relations.join(", "),
    tags: criteria.tags.join(", "),
    countries: criteria.countries.join(", "),
    orderedWithinMonths: criteria.orderedWithinMonths === null ? "" : String(criteria.orderedWithinMonths),
    minimumOrders: criteria.minimumOrders === 0 ? "" : String(criteria.minimumOrders),
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
    audienceName: values.audienceName.trim(),
    audienceRationale: values.audienceRationale.replaceAll("\r\n", "\n").trim(),
    audienceCriteria: {
      relations: RELATIONS.filter((relation) => list(values.relations).includes(relation)),
      tags: list(values.tags),
      countries: list(values.countries.toUpperCase()),
      orderedWithinMonths: values.orderedWithinMonths.trim() === "" ? null : Number(values.orderedWithinMonths),
      minimumOrders: Number(values.minimumOrders),
    },
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

function list(text: string): string[] {
  return [
    ...new Set(
      text
        .split(",")
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
  ];
}
