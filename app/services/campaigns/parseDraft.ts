import { z } from "zod";
import { mailBlocks } from "~/email/blockSchema";
import { Problem } from "~/lib/errors";
import { LONGEST_MARK, MARK } from "~/policy/linkMarks";
import type { MailBlock } from "~/policy/mailBlocks";
import { draftFaults } from "./draftFaults";

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\r\n\u0000-\u001f]/.test(text));

const mark = line(LONGEST_MARK)
  .refine((text) => text === "" || MARK.test(text))
  .default("");

/** A draft as the compose form gives it. Anything but the name may still be missing; lengths and shapes are checked at once. */
const draftInput = z.object({
  name: line(120).refine((name) => name !== ""),
  subject: line(200),
  preheader: line(200),
  body: mailBlocks,
  purpose: line(300),
  /** Marks of the links to the store (linkMarks.ts). */
  utmSource: mark,
  utmMedium: mark,
  utmCampaign: mark,
  /** The named audience it is for; none yet is null. */
  audienceId: z.number().int().min(1).max(2_147_483_647).nullable(),
});
export type DraftInput = Omit<z.input<typeof draftInput>, "body"> & { readonly body: readonly MailBlock[] };
export type Draft = z.output<typeof draftInput>;

/** What may be stored of a draft. Throws `Problem("input_invalid")` with every field that may not, and where in it (draftFaults.ts). */
export function parseDraft(input: DraftInput): Draft {
  const result = draftInput.safeParse(input);
  if (!result.success) {
    const faults = draftFaults(input.body, result.error.issues);
    throw new Problem("input_invalid", [...new Set(faults.map(({ field }) => field))], faults);
  }
  const { utmSource, utmMedium, utmCampaign } = result.data;
  // A medium or a campaign without a source would be marks that nobody has chosen.
  if (utmSource === "" && (utmMedium || utmCampaign)) throw new Problem("input_invalid", ["utmSource"]);
  if (utmSource !== "" && utmMedium === "") throw new Problem("input_invalid", ["utmMedium"]);
  return result.data;
}
