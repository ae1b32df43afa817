import type { Fault } from "~/lib/errors";
import { BLOCK_LIMITS, everyBlock, findBlock } from "~/policy/mailBlocks";
import type { ProblemData } from "../problemData";
import { blocksOf, draftOf, type DraftValues } from "./draftValues";

/** All that was refused, field by field: of a field of which no more is known, all of it. */
export function faultsIn({ fields, faults = [] }: ProblemData): Fault[] {
  const known = new Set(faults.map(({ field }) => field));
  return [
    ...faults,
    ...fields.filter((field) => !known.has(field)).map((field): Fault => ({ field, at: [], code: "unusable" })),
  ];
}

/** What of a refusal still stands: nothing has been changed at its place since, and it would be refused again. */
export function standingFaults(faults: readonly Fault[], refused: DraftValues, now: DraftValues): Fault[] {
  return faults.filter((fault) => textAt(fault, refused) === textAt(fault, now));
}

/** What is wrong with a mail so large that it is not even sent: the app reads no request of any size. */
export function tooLarge({ body }: DraftValues): Fault[] {
  if (body.length <= BLOCK_LIMITS.total) return [];
  const long = everyBlock(blocksOf(body)).filter(
    (block) => block.type === "text" && block.markdown.length > BLOCK_LIMITS.markdown,
  );
  return [
    { field: "body", at: [], code: "too_large" },
    ...long.map(({ id }) => ({ field: "body", at: [id, "markdown"], code: "too_long", most: BLOCK_LIMITS.markdown })),
  ];
}

const MARKS: readonly string[] = ["utmSource", "utmMedium", "utmCampaign"];

function textAt({ field, at: [id, part] }: Fault, values: DraftValues): string | undefined {
  if (field === "body" && id !== undefined) {
    const block = findBlock(blocksOf(values.body), id);
    return JSON.stringify(
      part === undefined ? block : (block as object as Record<string, unknown> | undefined)?.[part],
    );
  }
  const draft = draftOf(values);
  // Whether one of the marks will do depends on the others.
  if (MARKS.includes(field)) return JSON.stringify([draft.utmSource, draft.utmMedium, draft.utmCampaign]);
  return JSON.stringify((draft as object as Record<string, unknown>)[field]);
}
