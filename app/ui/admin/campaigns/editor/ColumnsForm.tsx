import { BlockStack, InlineStack, Select, Text } from "@shopify/polaris";
import {
  LEAF_TYPES,
  overfull,
  withColumns,
  type BlockPlace,
  type BlockType,
  type ColumnsBlock,
} from "~/policy/mailBlocks";
import { AddBlock } from "./AddBlock";
import type { Edit } from "./blockEdit";
import { OVERFULL_WORDS, PART_LABELS } from "./blockWords";

interface Props extends Edit<ColumnsBlock> {
  readonly onAdd: (type: BlockType, place: BlockPlace) => void;
  readonly whyNot: (type: BlockType, place: BlockPlace) => string | undefined;
}

/** How many columns, and what to put into each. What stands in them is chosen in the outline. */
export function ColumnsForm({ block, onChange, wrong, onAdd, whyNot }: Props) {
  const fewer = overfull([withColumns(block, 2)]) === undefined;
  return (
    <BlockStack gap="300">
      <Select
        id={`${block.id}-columns`}
        label={PART_LABELS.columns.columns}
        options={[
          { label: "Two", value: "2", disabled: !fewer },
          { label: "Three", value: "3" },
        ]}
        value={String(block.columns.length)}
        onChange={(count) => onChange(withColumns(block, Number(count)), "count")}
        error={wrong("columns")}
        helpText={`On a telephone they stand below each other.${
          fewer ? "" : ` Two cannot take what is in three. ${OVERFULL_WORDS.column}`
        }`}
      />
      <InlineStack gap="200">
        {block.columns.map((_, column) => (
          <AddBlock
            key={`${block.id} ${column}`}
            label={`Add to column ${column + 1}`}
            types={LEAF_TYPES}
            whyNot={(type) => whyNot(type, { columns: block.id, column })}
            onAdd={(type) => onAdd(type, { columns: block.id, column })}
          />
        ))}
      </InlineStack>
      <Text as="p" tone="subdued">
        Choose a block of a column in the outline to edit it.
      </Text>
    </BlockStack>
  );
}
