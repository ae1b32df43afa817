import { useState } from "react";
import { Button, Form, TextField } from "@shopify/polaris";

interface Props {
  readonly label: string;
  /** The search that the list shows now. */
  readonly applied: string;
  /** Told of the text to search for, trimmed; empty to show everything. */
  readonly onSearch: (text: string) => void;
}

/** The search of a list: applied on Enter or by the button, and taken away by the cross. */
export function SearchField({ label, applied, onSearch }: Props) {
  const [text, setText] = useState(applied);
  return (
    <Form onSubmit={() => onSearch(text.trim())}>
      <TextField
        label={label}
        name="search"
        type="search"
        autoComplete="off"
        value={text}
        onChange={setText}
        clearButton
        onClearButtonClick={() => {
          setText("");
          onSearch("");
        }}
        connectedRight={<Button submit>Search</Button>}
      />
    </Form>
  );
}
