import { useState } from "react";
import { Banner, BlockStack, Box, Button, ButtonGroup, Card, InlineGrid, InlineStack, Text } from "@shopify/polaris";
import { RedoIcon, UndoIcon } from "@shopify/polaris-icons";
import {
  duplicateBlock,
  everyBlock,
  findBlock,
  insertBlock,
  moveBlock,
  newBlock,
  overfull,
  removeBlock,
  replaceBlock,
  type BlockPlace,
  type BlockType,
  type MailBlock,
} from "~/policy/mailBlocks";
import type { Fault } from "~/lib/errors";
import { blocksOf } from "../draftValues";
import { faultWords } from "../faultWords";
import { AddBlock } from "./AddBlock";
import { BlockForm } from "./BlockForm";
import { BlockOutline } from "./BlockOutline";
import type { BlockActs } from "./blockActs";
import { BLOCK_WORDS, blockName, OVERFULL_WORDS } from "./blockWords";
import { useBlockKeys } from "./useBlockKeys";
import { useHistory } from "./useHistory";

interface Props {
  /** The mail's blocks as JSON. */
  readonly body: string;
  readonly onChange: (body: string) => void;
  /** The block that is being edited. */
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
  /** What was refused of the mail. */
  readonly faults: readonly Fault[];
}

/** Composes the mail of blocks: an outline to add, choose, move, copy and remove them by buttons or keys, a form for the chosen one, and steps back and forth. */
export function BlockEditor({ body, onChange, chosenId, onChoose: choose, faults }: Props) {
  const blocks = blocksOf(body);
  const history = useHistory(body, onChange);
  const [said, say] = useState("");
  const chosen = findBlock(blocks, chosenId);
  const set = (next: readonly MailBlock[], step: string, words: string) => {
    history.set(JSON.stringify(next), step);
    say(words);
  };
  const whyNoCopy = (block: MailBlock) => words(overfull(duplicateBlock(blocks, block.id, idsBeside(blocks))));
  const whyNot = (type: BlockType, place: BlockPlace) =>
    words(overfull(insertBlock(blocks, newBlock(type, ""), place)));
  const acts: BlockActs = {
    choose,
    move: (block, by) => {
      set(moveBlock(blocks, block.id, by), "", `${blockName(block)} moved ${by < 0 ? "up" : "down"}`);
      keepFocus(block.id);
    },
    duplicate: (block) => {
      const whyNoMore = whyNoCopy(block);
      if (whyNoMore) say(whyNoMore);
      else set(duplicateBlock(blocks, block.id, idsBeside(blocks)), "", `${blockName(block)} copied`);
    },
    remove: (block) => {
      const order = everyBlock(blocks);
      const next = removeBlock(blocks, block.id);
      const left = order.slice(0, order.indexOf(block)).findLast((each) => findBlock(next, each.id));
      choose((left ?? next[0])?.id ?? "");
      set(next, "", `${blockName(block)} removed`);
    },
  };
  const editor = useBlockKeys(blocks, acts, history);
  const wrong = (id: string, part: string) => {
    const fault = faults.find(({ at }) => (at[0] ?? "") === id && (at[1] ?? "") === part);
    return fault && faultWords(fault);
  };
  const all = wrong("", "");
  const place: BlockPlace = chosen ? { after: chosen.id } : { end: true };
  const add = (type: BlockType, place: BlockPlace) => {
    const block = newBlock(type, idsBeside(blocks)(type));
    set(insertBlock(blocks, block, place), "", `${BLOCK_WORDS[type]} added`);
    choose(block.id);
  };
  return (
    <Card>
      <div role="group" aria-labelledby="blocks-title" ref={editor}>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd" id="blocks-title">
              The email itself
            </Text>
            <ButtonGroup>
              <Button icon={UndoIcon} onClick={history.undo} disabled={!history.undo} accessibilityLabel="Undo" />
              <Button icon={RedoIcon} onClick={history.redo} disabled={!history.redo} accessibilityLabel="Redo" />
            </ButtonGroup>
          </InlineStack>
          {all && (
            <div id="body" tabIndex={-1}>
              <Banner tone="critical">{all}</Banner>
            </div>
          )}
          <InlineGrid columns={{ xs: 1, sm: "minmax(0, 2fr) minmax(0, 3fr)" }} gap="400">
            <BlockStack gap="300">
              <BlockOutline
                blocks={blocks}
                chosenId={chosenId}
                acts={acts}
                faulty={new Set(faults.flatMap(({ at: [id] }) => id ?? []))}
                whyNoCopy={whyNoCopy}
              />
              <AddBlock whyNot={(type) => whyNot(type, place)} onAdd={(type) => add(type, place)} />
            </BlockStack>
            <Box background="bg-surface-secondary" padding="400" borderRadius="200">
              {chosen ? (
                <BlockForm
                  key={chosen.id}
                  block={chosen}
                  onChange={(changed, field) => set(replaceBlock(blocks, changed), `${changed.id} ${field}`, "")}
                  wrong={(part) => wrong(chosen.id, part)}
                  onAdd={add}
                  whyNot={whyNot}
                />
              ) : (
                <Text as="p" tone="subdued">
                  {blocks.length === 0
                    ? "Nothing is in this email yet. Add a first block."
                    : "Choose a block to edit it."}
                </Text>
              )}
            </Box>
          </InlineGrid>
          <div aria-live="polite">
            <Text as="p" visuallyHidden>
              {said}
            </Text>
          </div>
        </BlockStack>
      </div>
    </Card>
  );
}

const words = (full: ReturnType<typeof overfull>) => full && OVERFULL_WORDS[full];

/** A browser may drop the focus of what is moved in the page: it goes back to the block. */
function keepFocus(id: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(`block-${id}`)?.focus();
  });
}

/** Gives ids that no block of the mail has, each after the kind of its block. */
function idsBeside(blocks: readonly MailBlock[]): (of: string) => string {
  let highest = Math.max(0, ...everyBlock(blocks).map(({ id }) => Number(/-(\d{1,9})$/.exec(id)?.[1] ?? 0)));
  return (of) => `${of.replace(/-\d+$/, "")}-${(highest += 1)}`;
}
