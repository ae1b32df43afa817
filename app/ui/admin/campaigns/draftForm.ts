import { z } from "zod";
import { DRAFT_FIELDS, draftOf } from "./draftValues";

const text = z.string().default("");
const shape = Object.fromEntries(DRAFT_FIELDS.map((field) => [field, text])) as Record<
  (typeof DRAFT_FIELDS)[number],
  typeof text
>;

/** The part of the form that a preview needs. */
export const draftParts = {
  name: text,
  subject: text,
  preheader: text,
  purpose: text,
  body: text,
  utmSource: text,
  utmMedium: text,
  utmCampaign: text,
};

/** The compose form as an action reads it: gives the draft. */
export const draftForm = z.object(shape).transform(draftOf);
