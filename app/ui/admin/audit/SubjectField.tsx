import { useState } from "react";
import { Button, Form, Select, TextField } from "@shopify/polaris";

interface Props {
  readonly subjects: readonly { readonly value: string; readonly label: string }[];
  /** `campaign:5`, or empty. */
  readonly applied: string;
  readonly onApply: (subject: string) => void;
}

/** Narrows the audit to one thing by its number: applied on Enter or by the button, and taken away by the cross. */
export function SubjectField({ subjects, applied, onApply }: Props) {
  const [kind = "", id = ""] = applied.split(":");
  const [chosen, setChosen] = useState(kind || (subjects[0]?.value ?? ""));
  const [typed, setTyped] = useState(id);
  const number = typed.trim();
  return (
    <Form onSubmit={() => onApply(number ? `${chosen}:${number}` : "")}>
      <TextField
        label="About"
        name="subject"
        autoComplete="off"
        placeholder="Number"
        value={typed}
        onChange={setTyped}
        clearButton
        onClearButtonClick={() => {
          setTyped("");
          onApply("");
        }}
        connectedLeft={
          <Select
            label="Kind of thing"
            labelHidden
            name="subject-kind"
            options={[...subjects]}
            value={chosen}
            onChange={setChosen}
          />
        }
        connectedRight={<Button submit>Find</Button>}
      />
    </Form>
  );
}
