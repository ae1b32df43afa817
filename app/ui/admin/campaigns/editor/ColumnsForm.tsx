import { BlockStack, InlineStack, Select, Text } from "@shopify/polaris";
import {
  LEAF_TYPES,
  withColumns,
  type BlockPlace,
  type BlockType,
  type ColumnsBlock,
  type MailBlock,
} from "~/policy/mailBlocks";
import { AddBlock } from "./AddBlock";

interface Props {
  readonly block: ColumnsBlock;
  readonly onChange: (block: MailBlock, field: string) => void;
  readonly onAdd: (type: BlockType, place: BlockPlace) => void;
}

/** How many columns, and what to put into each. What stands in them is chosen in the outline. */
export function ColumnsForm({ block, onChange, onAdd }: Props) {
  return (
    <BlockStack gap="300">
      <Select
        label="Columns"
        options={[
          { label: "Two", value: "2" },
          { label: "Three", value: "3" },
        ]}
        value={String(block.columns.length)}
        onChange={(count) => onChange(withColumns(block, Number(count)), "count")}
        helpText="On a telephone they stand below each other."
      />
      <InlineStack gap="200">
        {block.columns.map((_, column) => (
          <AddBlock
            key={`${block.id} ${column}`}
            label={`Add to column ${column + 1}`}
            types={LEAF_TYPES}
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
