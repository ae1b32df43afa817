import { useState } from "react";
import { ActionList, Button, Popover } from "@shopify/polaris";
import { MERGE_FIELDS, mergeText } from "~/policy/mergeFields";
import { MERGE_WORDS } from "./blockWords";

interface Props {
  /** Id of the text field it writes into. */
  readonly into: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Inserts a merge field, with words for when nothing is known, where the cursor stands in a text field. */
export function MergeMenu({ into, value, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const insert = (text: string) => {
    const field = document.getElementById(into);
    const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    const from = (typed ? field.selectionStart : null) ?? value.length;
    const to = (typed ? field.selectionEnd : null) ?? from;
    onChange(value.slice(0, from) + text + value.slice(to));
    setOpen(false);
    field?.focus();
  };
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      activator={
        <Button disclosure onClick={() => setOpen((before) => !before)}>
          Insert name
        </Button>
      }
    >
      <ActionList
        actionRole="menuitem"
        items={MERGE_FIELDS.map((field) => ({
          content: MERGE_WORDS[field].label,
          helpText: `“${MERGE_WORDS[field].fallback}” where it is not known`,
          onAction: () => insert(mergeText({ field, fallback: MERGE_WORDS[field].fallback })),
        }))}
      />
    </Popover>
  );
}
