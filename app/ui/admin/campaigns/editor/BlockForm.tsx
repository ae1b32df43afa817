import { BlockStack, FormLayout, InlineError, Select, Text, TextField } from "@shopify/polaris";
import {
  BLOCK_LIMITS,
  type Alignment,
  type BlockPlace,
  type BlockType,
  type ButtonBlock,
  type HeadingBlock,
  type MailBlock,
  type TextBlock,
} from "~/policy/mailBlocks";
import { AddressField } from "./AddressField";
import { ALIGNMENT_OPTIONS, mergeError, type Edit } from "./blockEdit";
import { BLOCK_WORDS, brokenLink, PART_LABELS } from "./blockWords";
import { ColumnsForm } from "./ColumnsForm";
import { ImageForm } from "./ImageForm";
import { MergeMenu } from "./MergeMenu";
import { PictureUpload } from "./PictureUpload";
import { ProductsForm } from "./ProductsForm";

interface Props {
  readonly block: MailBlock;
  readonly onChange: Edit<MailBlock>["onChange"];
  /** What was refused of a part of the block, or of the block as a whole by an empty name. */
  readonly wrong: (part: string) => string | undefined;
  readonly onAdd: (type: BlockType, place: BlockPlace) => void;
  readonly whyNot: (type: BlockType, place: BlockPlace) => string | undefined;
}

/** The form of the chosen block. */
export function BlockForm(props: Props) {
  const { block, wrong } = props;
  const error = wrong("");
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {BLOCK_WORDS[block.type]}
      </Text>
      {error && <InlineError fieldID={`block-${block.id}`} message={error} />}
      <Fields {...props} />
    </BlockStack>
  );
}

function Fields({ block, onChange, wrong, onAdd, whyNot }: Props) {
  const edit = { onChange, wrong };
  switch (block.type) {
    case "heading":
      return <HeadingFields block={block} {...edit} />;
    case "text":
      return <TextFields block={block} {...edit} />;
    case "image":
      return (
        <ImageForm
          block={block}
          {...edit}
          upload={
            <PictureUpload
              id={`${block.id}-file`}
              alt={block.alt}
              onReady={(url) => onChange({ ...block, url }, "url")}
            />
          }
        />
      );
    case "button":
      return <ButtonFields block={block} {...edit} />;
    case "divider":
      return (
        <Text as="p" tone="subdued">
          A thin line between two parts of the email. There is nothing to set.
        </Text>
      );
    case "columns":
      return <ColumnsForm block={block} {...edit} onAdd={onAdd} whyNot={whyNot} />;
    case "products":
      return <ProductsForm block={block} {...edit} />;
  }
}

function HeadingFields({ block, onChange, wrong }: Edit<HeadingBlock>) {
  const id = `${block.id}-text`;
  const labels = PART_LABELS.heading;
  const change = (text: string) => onChange({ ...block, text }, "text");
  return (
    <FormLayout>
      <TextField
        id={id}
        label={labels.text}
        value={block.text}
        onChange={change}
        error={wrong("text") ?? mergeError(block.text)}
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        connectedRight={<MergeMenu into={id} value={block.text} onChange={change} longest={BLOCK_LIMITS.line} />}
      />
      <FormLayout.Group condensed>
        <Select
          id={`${block.id}-level`}
          label={labels.level}
          options={[
            { label: "Large", value: "1" },
            { label: "Medium", value: "2" },
            { label: "Small", value: "3" },
          ]}
          value={String(block.level)}
          onChange={(level) => onChange({ ...block, level: Number(level) as HeadingBlock["level"] }, "level")}
          error={wrong("level")}
        />
        <Select
          id={`${block.id}-align`}
          label={labels.align}
          options={ALIGNMENT_OPTIONS}
          value={block.align}
          onChange={(align) => onChange({ ...block, align: align as Alignment }, "align")}
          error={wrong("align")}
        />
      </FormLayout.Group>
    </FormLayout>
  );
}

function TextFields({ block, onChange, wrong }: Edit<TextBlock>) {
  const id = `${block.id}-markdown`;
  const change = (markdown: string) => onChange({ ...block, markdown: markdown.replaceAll("\r\n", "\n") }, "markdown");
  return (
    <BlockStack gap="200">
      <TextField
        id={id}
        label={PART_LABELS.text.markdown}
        value={block.markdown}
        onChange={change}
        error={wrong("markdown") ?? mergeError(block.markdown) ?? brokenLink(block.markdown)}
        multiline={10}
        maxHeight={480}
        monospaced
        autoComplete="off"
        helpText="Markdown: **bold**, *italic*, - list, [words](https://example.co.uk). HTML is shown as text."
      />
      <div>
        <MergeMenu into={id} value={block.markdown} onChange={change} longest={BLOCK_LIMITS.markdown} />
      </div>
    </BlockStack>
  );
}

function ButtonFields({ block, onChange, wrong }: Edit<ButtonBlock>) {
  const id = `${block.id}-label`;
  const labels = PART_LABELS.button;
  const change = (label: string) => onChange({ ...block, label }, "label");
  const faulty = block.url !== "" && !/^(https:\/\/|mailto:)/i.test(block.url);
  return (
    <FormLayout>
      <TextField
        id={id}
        label={labels.label}
        value={block.label}
        onChange={change}
        error={wrong("label") ?? mergeError(block.label)}
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        connectedRight={<MergeMenu into={id} value={block.label} onChange={change} longest={BLOCK_LIMITS.line} />}
      />
      <AddressField
        id={`${block.id}-url`}
        label={labels.url}
        value={block.url}
        onChange={(url) => onChange({ ...block, url }, "url")}
        error={wrong("url") ?? (faulty ? "It must begin with https://" : undefined)}
        requiredIndicator
      />
      <Select
        id={`${block.id}-align`}
        label={labels.align}
        options={ALIGNMENT_OPTIONS}
        value={block.align}
        onChange={(align) => onChange({ ...block, align: align as Alignment }, "align")}
        error={wrong("align")}
      />
    </FormLayout>
  );
}
