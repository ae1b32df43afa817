import { useId, useState } from "react";
import { ActionList, BlockStack, Button, Popover, Text } from "@shopify/polaris";
import { PlusIcon } from "@shopify/polaris-icons";
import { BLOCK_TYPES, type BlockType } from "~/policy/mailBlocks";
import { BLOCK_WORDS } from "./blockWords";

interface Props {
  readonly onAdd: (type: BlockType) => void;
  /** Why a block of this kind cannot be added; `undefined` when it can. */
  readonly whyNot: (type: BlockType) => string | undefined;
  readonly types?: readonly BlockType[];
  readonly label?: string;
}

/** A menu of the kinds of blocks. What has no room is not offered, and says why. */
export function AddBlock({ onAdd, whyNot, types = BLOCK_TYPES, label = "Add block" }: Props) {
  const [open, setOpen] = useState(false);
  const reasonId = useId();
  const reasons = types.map(whyNot);
  const reason = reasons.includes(undefined) ? undefined : reasons[0];
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Popover
        active={open && reason === undefined}
        onClose={() => setOpen(false)}
        activator={
          <Button
            icon={PlusIcon}
            disclosure
            disabled={reason !== undefined}
            ariaDescribedBy={reason === undefined ? undefined : reasonId}
            onClick={() => setOpen((before) => !before)}
          >
            {label}
          </Button>
        }
      >
        <ActionList
          actionRole="menuitem"
          items={types.map((type, n) => ({
            content: BLOCK_WORDS[type],
            disabled: reasons[n] !== undefined,
            ...(reasons[n] === undefined ? {} : { helpText: reasons[n] }),
            onAction: () => {
              setOpen(false);
              onAdd(type);
            },
          }))}
        />
      </Popover>
      {reason !== undefined && (
        <Text as="p" tone="subdued" variant="bodySm" id={reasonId}>
          {reason}
        </Text>
      )}
    </BlockStack>
  );
}
