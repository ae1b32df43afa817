import { Badge, BlockStack, Box, Button, Icon, InlineStack, Text } from "@shopify/polaris";
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon, DuplicateIcon, LockIcon } from "@shopify/polaris-icons";
import type { MailBlock } from "~/policy/mailBlocks";
import { BLOCK_WORDS, blockExcerpt, blockName } from "./blockWords";
import { BLOCK_ATTRIBUTE, type BlockActs } from "./blockActs";

interface Props {
  readonly blocks: readonly MailBlock[];
  readonly chosenId: string;
  readonly acts: BlockActs;
  /** Ids of the blocks in which something was refused. */
  readonly faulty: ReadonlySet<string>;
  /** Why a block cannot be copied; `undefined` when it can. */
  readonly whyNoCopy: (block: MailBlock) => string | undefined;
}

/** The mail from top to bottom, with what Twostage puts around the merchant's blocks, locked (P8, P9). */
export function BlockOutline(props: Props) {
  return (
    <BlockStack gap="200">
      <Locked title="Origin and purpose" words="Who sends it, what it is for, why each person receives it" />
      <Entries {...props} label="Blocks of the email" />
      <Locked title="Footer" words="How to stop these emails, how to write to you, your trading disclosures" />
      <Text as="p" tone="subdued" variant="bodySm">
        Keys on a chosen block: Alt and an arrow move it, Ctrl and D copies it, Delete removes it, Ctrl and Z undoes.
      </Text>
    </BlockStack>
  );
}

function Locked({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <Box background="bg-surface-disabled" padding="200" borderRadius="200">
      <InlineStack gap="200" wrap={false} blockAlign="center">
        <span>
          <Icon source={LockIcon} tone="subdued" />
        </span>
        <BlockStack>
          <Text as="p" variant="bodySm" fontWeight="medium">
            {title}
          </Text>
          <Text as="p" variant="bodySm">
            {`Put in by Twostage. ${words}.`}
          </Text>
        </BlockStack>
      </InlineStack>
    </Box>
  );
}

function Entries({ label, ...props }: Props & { readonly label: string }) {
  const { blocks, chosenId, acts, faulty, whyNoCopy } = props;
  return (
    <ol
      aria-label={label}
      style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: "var(--p-space-100)" }}
    >
      {blocks.map((block, place) => (
        <li key={block.id}>
          <Entry
            block={block}
            chosen={block.id === chosenId}
            acts={acts}
            faulty={faulty.has(block.id)}
            whyNoCopy={whyNoCopy}
            first={place === 0}
            last={place === blocks.length - 1}
          />
          {block.type === "columns" && (
            <Box paddingInlineStart="400" paddingBlockStart="100">
              <BlockStack gap="100">
                {block.columns.map((column, n) => (
                  <BlockStack key={`${block.id} ${n}`} gap="050">
                    <Text as="p" variant="bodySm" tone="subdued">
                      {column.length > 0 ? `Column ${n + 1}` : `Column ${n + 1}, empty`}
                    </Text>
                    <Entries {...props} blocks={column} label={`Blocks of column ${n + 1}`} />
                  </BlockStack>
                ))}
              </BlockStack>
            </Box>
          )}
        </li>
      ))}
    </ol>
  );
}

interface EntryProps {
  readonly block: MailBlock;
  readonly chosen: boolean;
  readonly acts: BlockActs;
  readonly faulty: boolean;
  readonly whyNoCopy: Props["whyNoCopy"];
  readonly first: boolean;
  readonly last: boolean;
}

function Entry({ block, chosen, acts, faulty, whyNoCopy, first, last }: EntryProps) {
  const excerpt = blockExcerpt(block);
  const name = blockName(block);
  const markId = `block-${block.id}-mark`;
  const noCopyId = `block-${block.id}-copy`;
  const noCopy = chosen ? whyNoCopy(block) : undefined;
  return (
    <div {...{ [BLOCK_ATTRIBUTE]: block.id }} style={{ overflowWrap: "anywhere" }}>
      <Box
        borderWidth="025"
        borderColor={chosen ? "border-emphasis" : "border"}
        borderRadius="200"
        padding="150"
        background={chosen ? "bg-surface-selected" : "bg-surface"}
      >
        <BlockStack gap="100">
          <Button
            variant="tertiary"
            textAlign="left"
            fullWidth
            pressed={chosen}
            onClick={() => acts.choose(block.id)}
            id={`block-${block.id}`}
            ariaDescribedBy={faulty ? markId : undefined}
          >
            {excerpt ? `${BLOCK_WORDS[block.type]}: ${shortened(excerpt)}` : BLOCK_WORDS[block.type]}
          </Button>
          {faulty && (
            <span id={markId}>
              <Badge tone="critical">To be put right</Badge>
            </span>
          )}
          {chosen && (
            <InlineStack gap="050">
              <Button
                icon={ArrowUpIcon}
                variant="tertiary"
                accessibilityLabel={`Move up: ${name}`}
                disabled={first}
                onClick={() => acts.move(block, -1)}
              />
              <Button
                icon={ArrowDownIcon}
                variant="tertiary"
                accessibilityLabel={`Move down: ${name}`}
                disabled={last}
                onClick={() => acts.move(block, 1)}
              />
              <Button
                icon={DuplicateIcon}
                variant="tertiary"
                accessibilityLabel={`Copy: ${name}`}
                disabled={noCopy !== undefined}
                ariaDescribedBy={noCopy === undefined ? undefined : noCopyId}
                onClick={() => acts.duplicate(block)}
              />
              <Button
                icon={DeleteIcon}
                variant="tertiary"
                tone="critical"
                accessibilityLabel={`Remove: ${name}`}
                onClick={() => acts.remove(block)}
              />
            </InlineStack>
          )}
          {noCopy !== undefined && (
            <Text as="p" variant="bodySm" tone="subdued" id={noCopyId}>
              {`No copy fits in. ${noCopy}`}
            </Text>
          )}
        </BlockStack>
      </Box>
    </div>
  );
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
