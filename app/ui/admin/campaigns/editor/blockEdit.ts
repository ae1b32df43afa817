import type { Alignment, MailBlock } from "~/policy/mailBlocks";
import { mergeParts } from "~/policy/mergeFields";
import { MERGE_FAULT_WORDS } from "./blockWords";

/** What the form of a block is given. The field of each part has the id of the block and the name of the part, so that it can be found by them. */
export interface Edit<B extends MailBlock> {
  readonly block: B;
  /** Takes the changed block, and the name of the field that was changed. */
  readonly onChange: (block: MailBlock, field: string) => void;
  /** What was refused of a part of the block; nothing when nothing was. */
  readonly wrong: (part: keyof B & string) => string | undefined;
}

export const ALIGNMENT_OPTIONS: { label: string; value: Alignment }[] = [
  { label: "Left", value: "left" },
  { label: "Centre", value: "center" },
];

/** What is wrong with the merge fields of a text; nothing when all is well. */
export function mergeError(text: string): string | undefined {
  const fault = mergeParts(text).find((part) => part.kind === "fault");
  return fault?.kind === "fault" ? MERGE_FAULT_WORDS[fault.fault] : undefined;
}
