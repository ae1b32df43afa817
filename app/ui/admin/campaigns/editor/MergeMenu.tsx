import { useState } from "react";
import { ActionList, Button, Popover } from "@shopify/polaris";
import { MERGE_FIELDS, mergeText } from "~/policy/mergeFields";
import { MERGE_WORDS } from "./blockWords";

interface Props {
  /** Id of the text field it writes into. */
  readonly into: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How many characters the text may have. */
  readonly longest: number;
}

/** Inserts a merge field, with words for when nothing is known, where the cursor stands in a text field. One for which the text has no room is not offered. */
export function MergeMenu({ into, value, onChange, longest }: Props) {
  const [open, setOpen] = useState(false);
  const insert = (text: string) => {
    onChange(withText(into, value, text));
    setOpen(false);
    document.getElementById(into)?.focus();
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
        items={MERGE_FIELDS.map((field) => {
          const { label, fallback } = MERGE_WORDS[field];
          const text = mergeText({ field, fallback });
          const fits = !open || withText(into, value, text).length <= longest;
          return {
            content: label,
            disabled: !fits,
            helpText: fits
              ? `“${fallback}” where it is not known`
              : `No room for it: at most ${longest.toLocaleString("en-GB")} characters`,
            onAction: () => insert(text),
          };
        })}
      />
    </Popover>
  );
}

/** What the field would hold with a text in the place of what is selected in it. */
function withText(into: string, value: string, text: string): string {
  const field = document.getElementById(into);
  const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  const from = (typed ? field.selectionStart : null) ?? value.length;
  const to = (typed ? field.selectionEnd : null) ?? from;
  return value.slice(0, from) + text + value.slice(to);
}
