import { useState } from "react";
import { Button, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { ConfirmModal } from "../ConfirmModal";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useShopTime } from "../useShopTime";
import { SettingsSection } from "./SettingsSection";

/** Of the key only what tells which it is. */
interface Props {
  readonly stored: { readonly keyHint: string; readonly verifiedAt: Date | null };
}

/** The key of Companies House, which a store may do without. It is never shown. */
export function CompaniesHouseForm({ stored: { keyHint, verifiedAt } }: Props) {
  const time = useShopTime();
  const [key, setKey] = useState("");
  const [removing, setRemoving] = useState(false);
  const act = useAct(
    { "companies-house": "Companies House has agreed; key saved", "companies-house-remove": "Key removed" },
    () => setKey(""),
  );
  const refused = act.problem?.code === "companies_house_key_refused";
  return (
    <SettingsSection
      id="companies-house"
      title="Companies House"
      description="Optional. With a key, the app looks up your customers' company numbers in the public register, and holds what it says as evidence of their legal form."
      act={act}
      saveLabel="Check with Companies House and save"
      onSave={() => act.submit("companies-house", { companiesHouseKey: key })}
    >
      {keyHint !== "" && <KeyState words={stateWords(keyHint, verifiedAt && time.minute(verifiedAt))} />}
      <FormLayout>
        <TextField
          label="Companies House key"
          name="companiesHouseKey"
          type="password"
          autoComplete="new-password"
          value={key}
          onChange={setKey}
          placeholder={keyHint && `On file, ends in ${keyHint}`}
          helpText="A REST API key of a live application on the developer hub of Companies House. It is free, is stored encrypted and is never shown."
          error={fieldError(
            act.problem,
            "companiesHouseKey",
            refused ? "Companies House refused this key" : "Enter the whole key, without spaces",
          )}
        />
      </FormLayout>
      {keyHint !== "" && (
        <InlineStack>
          <Button variant="plain" tone="critical" onClick={() => setRemoving(true)}>
            Remove the key
          </Button>
        </InlineStack>
      )}
      <ConfirmModal
        open={removing}
        title="Remove the Companies House key?"
        words="No company number is looked up any more. What was found so far stays as evidence."
        confirm="Remove the key"
        keep="Keep it"
        onConfirm={() => act.submit("companies-house-remove")}
        onClose={() => setRemoving(false)}
      />
    </SettingsSection>
  );
}

interface StateWords {
  readonly tone: "success" | "critical";
  readonly text: string;
}

function stateWords(keyHint: string, verified: string | null): StateWords {
  return verified
    ? { tone: "success", text: `Connected: the key that ends in ${keyHint}, agreed by Companies House on ${verified}.` }
    : {
        tone: "critical",
        text: `Companies House no longer accepts the key that ends in ${keyHint}. Nothing is looked up until you enter another.`,
      };
}

function KeyState({ words: { tone, text } }: { readonly words: StateWords }) {
  return (
    <Text as="p" tone={tone}>
      {text}
    </Text>
  );
}
