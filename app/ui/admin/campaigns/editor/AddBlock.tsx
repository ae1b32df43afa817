import { useState } from "react";
import { ActionList, Button, Popover } from "@shopify/polaris";
import { PlusIcon } from "@shopify/polaris-icons";
import { BLOCK_TYPES, type BlockType } from "~/policy/mailBlocks";
import { BLOCK_WORDS } from "./blockWords";

interface Props {
  readonly onAdd: (type: BlockType) => void;
  readonly types?: readonly BlockType[];
  readonly label?: string;
}

/** A menu of the kinds of blocks. */
export function AddBlock({ onAdd, types = BLOCK_TYPES, label = "Add block" }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      activator={
        <Button icon={PlusIcon} disclosure onClick={() => setOpen((before) => !before)}>
          {label}
        </Button>
      }
    >
      <ActionList
        actionRole="menuitem"
        items={types.map((type) => ({
          content: BLOCK_WORDS[type],
          onAction: () => {
            setOpen(false);
            onAdd(type);
          },
        }))}
      />
    </Popover>
  );
}
