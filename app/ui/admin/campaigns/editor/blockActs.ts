import type { MailBlock } from "~/policy/mailBlocks";

/** The attribute by which an entry of the outline says which block it is. */
export const BLOCK_ATTRIBUTE = "data-block";

/** What can be done to a block in the outline. */
export interface BlockActs {
  readonly choose: (id: string) => void;
  readonly move: (block: MailBlock, by: -1 | 1) => void;
  readonly duplicate: (block: MailBlock) => void;
  readonly remove: (block: MailBlock) => void;
}
