import { useState } from "react";
import { BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import type { Decision } from "~/policy/decide";
import type { MailPreview } from "~/services/campaigns/previewMail";
import { DecisionBadge } from "../../badges";
import { useAct } from "../../useAct";

interface Found {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly decision: Decision;
}

interface Props {
  readonly shown: MailPreview["as"];
  /** Takes the id of a contact; empty for an example that is nobody. */
  readonly onChoose: (id: string) => void;
}

/** Finds the contact as whom the mail is shown. What is typed goes in the body of a request: a name belongs in no address. */
export function ReaderField({ shown, onChoose }: Props) {
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const act = useAct({}, () => setOpen(true));
  const found = (act.answer?.readers ?? []) as readonly Found[];
  const choose = (id: string) => {
    onChoose(id);
    setOpen(false);
  };
  return (
    <BlockStack gap="200">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act.submit("find", { search });
        }}
      >
        <TextField
          label="Show it as"
          value={search}
          onChange={setSearch}
          autoComplete="off"
          placeholder="Name, company or address"
          connectedRight={
            <Button submit loading={act.busy === "find"} disabled={search.trim() === ""}>
              Find
            </Button>
          }
        />
      </form>
      {shown && (
        <div>
          <Button variant="plain" onClick={() => choose("")}>
            Show it as an example again
          </Button>
        </div>
      )}
      {open && found.length === 0 && (
        <Text as="p" tone="subdued">
          Nobody was found.
        </Text>
      )}
      {open && found.length > 0 && (
        <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {found.map(({ id, name, company, decision }) => (
            <li key={id}>
              <InlineStack gap="200" align="space-between" blockAlign="center" wrap={false}>
                <Button
                  variant="tertiary"
                  textAlign="left"
                  onClick={() => choose(id)}
                  accessibilityLabel={`Show it as ${name}`}
                >
                  {company ? `${name}, ${company}` : name}
                </Button>
                <DecisionBadge decision={decision} />
              </InlineStack>
            </li>
          ))}
        </ul>
      )}
    </BlockStack>
  );
}
