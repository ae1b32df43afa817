import { useEffect, useRef, type RefObject } from "react";
import { findBlock, type MailBlock } from "~/policy/mailBlocks";
import { BLOCK_ATTRIBUTE, type BlockActs } from "./blockActs";
import type { History } from "./useHistory";

/** Keys in the editor: steps back and forth anywhere in it, and on an entry of the outline what its buttons do. Gives the reference for the editor's element. */
export function useBlockKeys(
  blocks: readonly MailBlock[],
  acts: BlockActs,
  history: History,
): RefObject<HTMLDivElement> {
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = editor.current;
    const press = (event: KeyboardEvent) => {
      const act = stepOf(event, history) ?? actOf(event, blocks, acts);
      if (!act) return;
      event.preventDefault();
      act();
    };
    element?.addEventListener("keydown", press);
    return () => element?.removeEventListener("keydown", press);
  });
  return editor;
}

function stepOf(event: KeyboardEvent, history: History): (() => void) | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return undefined;
  return (event.shiftKey ? history.redo : history.undo) ?? (() => undefined);
}

function actOf(event: KeyboardEvent, blocks: readonly MailBlock[], acts: BlockActs): (() => void) | undefined {
  const entry = event.target instanceof Element ? event.target.closest(`[${BLOCK_ATTRIBUTE}]`) : null;
  const block = findBlock(blocks, entry?.getAttribute(BLOCK_ATTRIBUTE) ?? "");
  if (!block) return undefined;
  switch (event.key) {
    case "ArrowUp":
      return event.altKey ? () => acts.move(block, -1) : undefined;
    case "ArrowDown":
      return event.altKey ? () => acts.move(block, 1) : undefined;
    case "d":
      return event.ctrlKey || event.metaKey ? () => acts.duplicate(block) : undefined;
    case "Delete":
      return () => acts.remove(block);
    default:
      return undefined;
  }
}
