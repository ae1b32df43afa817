import type { ReactNode } from "react";
import { FormLayout, RangeSlider, TextField } from "@shopify/polaris";
import { BLOCK_LIMITS, type ImageBlock } from "~/policy/mailBlocks";
import { AddressField } from "./AddressField";
import type { Edit } from "./blockEdit";
import { PART_LABELS } from "./blockWords";

const LABELS = PART_LABELS.image;

interface Props extends Edit<ImageBlock> {
  /** The field by which a picture is uploaded. */
  readonly upload: ReactNode;
}

/** A picture: what it shows, where it is, where a press on it leads, and how wide it is. */
export function ImageForm({ block, onChange, wrong, upload }: Props) {
  const faulty = block.url !== "" && !/^https:\/\//i.test(block.url);
  const silent = block.url !== "" && block.alt.trim() === "";
  return (
    <FormLayout>
      <TextField
        id={`${block.id}-alt`}
        label={LABELS.alt}
        value={block.alt}
        onChange={(alt) => onChange({ ...block, alt }, "alt")}
        error={wrong("alt") ?? (silent ? "Required: it is read out, and shown where pictures are not" : undefined)}
        maxLength={BLOCK_LIMITS.line}
        autoComplete="off"
        requiredIndicator
      />
      {upload}
      <AddressField
        id={`${block.id}-url`}
        label={LABELS.url}
        value={block.url}
        onChange={(url) => onChange({ ...block, url }, "url")}
        error={wrong("url") ?? (faulty ? "It must begin with https://" : undefined)}
        helpText="Filled in by an upload, or of a picture that is on the web already. The same for everybody, so that it tells nobody who opened the email."
      />
      <AddressField
        id={`${block.id}-link`}
        label={LABELS.link}
        value={block.link}
        onChange={(link) => onChange({ ...block, link }, "link")}
        error={wrong("link")}
        helpText="Optional. Where a press on the picture leads."
      />
      <RangeSlider
        id={`${block.id}-width`}
        label={`${LABELS.width}: ${block.width} per cent`}
        min={10}
        max={100}
        step={5}
        value={block.width}
        onChange={(width) => onChange({ ...block, width: Number(width) }, "width")}
        error={wrong("width")}
      />
    </FormLayout>
  );
}
