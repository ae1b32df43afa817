import { BlockStack, FormLayout, RangeSlider, Select, Text, TextField } from "@shopify/polaris";
import {
  BLOCK_LIMITS,
  type Alignment,
  type BlockPlace,
  type BlockType,
  type ButtonBlock,
  type HeadingBlock,
  type ImageBlock,
  type MailBlock,
  type TextBlock,
} from "~/policy/mailBlocks";
import { mergeParts } from "~/policy/mergeFields";
import { BLOCK_WORDS, MERGE_FAULT_WORDS } from "./blockWords";
import { ColumnsForm } from "./ColumnsForm";
import { MergeMenu } from "./MergeMenu";
import { PictureUpload } from "./PictureUpload";
import { ProductsForm } from "./ProductsForm";

interface Props {
  readonly block: MailBlock;
  /** Takes the changed block, and the name of the field that was changed. */
  readonly onChange: (block: MailBlock, field: string) => void;
  readonly onAdd: (type: BlockType, place: BlockPlace) => void;
}

/** The form of the chosen block. */
export function BlockForm({ block, onChange, onAdd }: Props) {
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {BLOCK_WORDS[block.type]}
      </Text>
      <Fields block={block} onChange={onChange} onAdd={onAdd} />
    </BlockStack>
  );
}

function Fields({ block, onChange, onAdd }: Props) {
  switch (block.type) {
    case "heading":
      return <HeadingFields block={block} onChange={onChange} />;
    case "text":
      return <TextFields block={block} onChange={onChange} />;
    case "image":
      return <ImageFields block={block} onChange={onChange} />;
    case "button":
      return <ButtonFields block={block} onChange={onChange} />;
    case "divider":
      return (
        <Text as="p" tone="subdued">
          A thin line between two parts of the email. There is nothing to set.
        </Text>
      );
    case "columns":
      return <ColumnsForm block={block} onChange={onChange} onAdd={onAdd} />;
    case "products":
      return <ProductsForm block={block} onChange={onChange} />;
  }
}

type Edit<B extends MailBlock> = { readonly block: B; readonly onChange: Props["onChange"] };

const ALIGNMENT_OPTIONS: { label: string; value: Alignment }[] = [
  { label: "Left", value: "left" },
  { label: "Centre", value: "center" },
];

/** What is wrong with the merge fields of a text; nothing when all is well. */
function mergeError(text: string): string | undefined {
  const fault = mergeParts(text).find((part) => part.kind === "fault");
  return fault?.kind === "fault" ? MERGE_FAULT_WORDS[fault.fault] : undefined;
}

function HeadingFields({ block, onChange }: Edit<HeadingBlock>) {
  const id = `${block.id}-text`;
  const change = (text: string) => onChange({ ...block, text }, "text");
  return (
    <FormLayout>
      <TextField
        id={id}
        label="Words"
        value={block.text}
        onChange={change}
        error={mergeError(block.text)}
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        connectedRight={<MergeMenu into={id} value={block.text} onChange={change} />}
      />
      <FormLayout.Group condensed>
        <Select
          label="Size"
          options={[
            { label: "Large", value: "1" },
            { label: "Medium", value: "2" },
            { label: "Small", value: "3" },
          ]}
          value={String(block.level)}
          onChange={(level) => onChange({ ...block, level: Number(level) as HeadingBlock["level"] }, "level")}
        />
        <Select
          label="Place"
          options={ALIGNMENT_OPTIONS}
          value={block.align}
          onChange={(align) => onChange({ ...block, align: align as Alignment }, "align")}
        />
      </FormLayout.Group>
    </FormLayout>
  );
}

function TextFields({ block, onChange }: Edit<TextBlock>) {
  const id = `${block.id}-markdown`;
  const change = (markdown: string) => onChange({ ...block, markdown: markdown.replaceAll("\r\n", "\n") }, "markdown");
  return (
    <BlockStack gap="200">
      <TextField
        id={id}
        label="Text of the block"
        value={block.markdown}
        onChange={change}
        error={mergeError(block.markdown)}
        multiline={10}
        maxHeight={480}
        monospaced
        autoComplete="off"
        helpText="Markdown: **bold**, *italic*, - list, [words](https://example.co.uk). HTML is shown as text."
      />
      <div>
        <MergeMenu into={id} value={block.markdown} onChange={change} />
      </div>
    </BlockStack>
  );
}

function ImageFields({ block, onChange }: Edit<ImageBlock>) {
  const faulty = block.url !== "" && !/^https:\/\//i.test(block.url);
  return (
    <FormLayout>
      <TextField
        label="What the picture shows"
        value={block.alt}
        onChange={(alt) => onChange({ ...block, alt }, "alt")}
        error={
          block.url !== "" && block.alt.trim() === ""
            ? "Required: it is read out, and shown where pictures are not"
            : undefined
        }
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        requiredIndicator
      />
      <PictureUpload id={`${block.id}-file`} alt={block.alt} onReady={(url) => onChange({ ...block, url }, "url")} />
      <TextField
        label="Address of the picture"
        type="url"
        value={block.url}
        onChange={(url) => onChange({ ...block, url: url.trim() }, "url")}
        error={faulty ? "It must begin with https://" : undefined}
        maxLength={BLOCK_LIMITS.url}
        autoComplete="off"
        helpText="Filled in by an upload, or of a picture that is on the web already. The same for everybody, so that it tells nobody who opened the email."
      />
      <TextField
        label="Link"
        type="url"
        value={block.link}
        onChange={(link) => onChange({ ...block, link: link.trim() }, "link")}
        maxLength={BLOCK_LIMITS.url}
        autoComplete="off"
        helpText="Optional. Where a press on the picture leads."
      />
      <RangeSlider
        label={`Width: ${block.width} per cent`}
        min={10}
        max={100}
        step={5}
        value={block.width}
        onChange={(width) => onChange({ ...block, width: Number(width) }, "width")}
      />
    </FormLayout>
  );
}

function ButtonFields({ block, onChange }: Edit<ButtonBlock>) {
  const id = `${block.id}-label`;
  const change = (label: string) => onChange({ ...block, label }, "label");
  return (
    <FormLayout>
      <TextField
        id={id}
        label="Words"
        value={block.label}
        onChange={change}
        error={mergeError(block.label)}
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        connectedRight={<MergeMenu into={id} value={block.label} onChange={change} />}
      />
      <TextField
        label="Link"
        type="url"
        value={block.url}
        onChange={(url) => onChange({ ...block, url: url.trim() }, "url")}
        error={
          block.url !== "" && !/^(https:\/\/|mailto:)/i.test(block.url) ? "It must begin with https://" : undefined
        }
        maxLength={BLOCK_LIMITS.url}
        autoComplete="off"
        requiredIndicator
      />
      <Select
        label="Place"
        options={ALIGNMENT_OPTIONS}
        value={block.align}
        onChange={(align) => onChange({ ...block, align: align as Alignment }, "align")}
      />
    </FormLayout>
  );
}
