import { z } from "zod";
import { AUDIENCE_FIELDS, audienceOf, CRITERIA_FIELDS, criteriaOf } from "./audienceValues";

const text = z.string().default("");
const shapeOf = <F extends string>(fields: readonly F[]) =>
  z.object(Object.fromEntries(fields.map((field) => [field, text])) as Record<F, typeof text>);

/** The form of an audience as an action reads it. */
export const audienceForm = shapeOf(AUDIENCE_FIELDS).transform(audienceOf);

/** What is to be counted: an audience as it was saved, or the criteria of its form. */
export const countForm = z.union([
  z
    .object({ audienceId: z.string().regex(/^\d{1,9}$/) })
    .transform(({ audienceId }) => ({ audienceId: Number(audienceId) })),
  shapeOf(CRITERIA_FIELDS).transform((values) => ({ criteria: criteriaOf(values) })),
]);
