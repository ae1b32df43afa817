import type { z } from "zod";
import type { Fault } from "~/lib/errors";
import { DRAFT_FAULTS, type DraftFault } from "~/policy/draftFaults";
import { BLOCK_ID } from "~/policy/mailBlocks";

/** Where a draft was refused, and why: the field, in the mail itself the block by its id and the part of it. `body` is the mail as it was given. One fault for each place is told, the first. */
export function draftFaults(body: unknown, issues: readonly z.core.$ZodIssue[]): Fault[] {
  const faults = issues.map((issue): Fault => ({ ...placeOf(body, issue.path), ...kindOf(issue) }));
  const places = faults.map(({ field, at }) => [field, ...at].join(" "));
  return faults.filter((_, n) => places.indexOf(places[n] ?? "") === n);
}

function placeOf(body: unknown, [field, ...path]: readonly PropertyKey[]): Pick<Fault, "field" | "at"> {
  let [value, at]: [unknown, string[]] = [body, []];
  for (const [n, step] of path.entries()) {
    value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
    // A block in a column stands below the columns: the innermost is meant.
    if (isBlock(value)) at = [value.id, ...path.slice(n + 1, n + 2).filter(isPart)];
  }
  return { field: String(field), at };
}

/** What tells a block from others is no part that somebody could put right. */
const isPart = (step: PropertyKey): step is string => typeof step === "string" && step !== "id" && step !== "type";

/** What is no id is not said again: it could be anything. */
function isBlock(value: unknown): value is { readonly id: string } {
  if (typeof value !== "object" || value === null || !("id" in value) || !("type" in value)) return false;
  return typeof value.id === "string" && BLOCK_ID.test(value.id);
}

function kindOf(issue: z.core.$ZodIssue): { readonly code: DraftFault; readonly most?: number } {
  if (issue.code === "too_big" && issue.origin === "string") return { code: "too_long", most: Number(issue.maximum) };
  if (issue.code === "too_big" && issue.origin === "array") return { code: "too_many", most: Number(issue.maximum) };
  return { code: DRAFT_FAULTS.find((code) => code === issue.message) ?? "unusable" };
}
