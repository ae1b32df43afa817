import { PROBLEM_CODES, type Fault, type ProblemCode } from "~/lib/errors";

/** A refusal as an action answers it. */
export interface ProblemData {
  readonly code: ProblemCode;
  readonly fields: readonly string[];
  readonly faults?: readonly Fault[];
}

/** The refusal in an action's answer, or `undefined` when there is none. */
export function problemIn(data: unknown): ProblemData | undefined {
  if (typeof data !== "object" || data === null || !("problem" in data)) return undefined;
  const { code, fields, faults } = (data.problem ?? {}) as Readonly<Record<string, unknown>>;
  const known = PROBLEM_CODES.find((each) => each === code);
  if (!known) return undefined;
  return {
    code: known,
    fields: Array.isArray(fields) ? fields.filter((field) => typeof field === "string") : [],
    // Only the app itself answers, and it answers nothing else.
    ...(Array.isArray(faults) ? { faults: faults as readonly Fault[] } : {}),
  };
}

/** The words at a field when the refusal is about it; `undefined` when it is not. */
export function fieldError(problem: ProblemData | undefined, field: string, words: string): string | undefined {
  return problem?.fields.includes(field) ? words : undefined;
}
