import { useState } from "react";
import { BlockStack, Button, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { ProblemBanner } from "../ProblemBanner";
import { useAct, type Act } from "../useAct";
import { useFields } from "../useFields";
import { SettingsSection } from "./SettingsSection";

interface Look extends Readonly<Record<string, string>> {
  readonly logoUrl: string;
  readonly brandColour: string;
}

/** How mails look: the logo above the letter and the colour of its buttons. */
export function BrandForm({ stored }: { readonly stored: Look }) {
  const { values, bind, set } = useFields<Look>({ ...stored });
  const act = useAct({ brand: "Look saved" });
  const ask = useAct({});
  const found = foundIn(ask);
  const [taken, setTaken] = useState(ask.answer);
  if (ask.answer !== taken) {
    // Once for each answer: what is typed after it stays.
    setTaken(ask.answer);
    for (const [field, value] of Object.entries(found ?? {})) if (value) set(field, value);
  }
  const shown = /^#[0-9a-f]{6}$/i.test(values.brandColour) ? values.brandColour : undefined;
  return (
    <SettingsSection
      id="brand"
      title="Look of your emails"
      description="A logo above each letter, and the colour of its buttons. The words on a button are white or black, whichever reads better."
      act={act}
      saveLabel="Save look"
      onSave={() => act.submit("brand", values)}
    >
      <BlockStack gap="200">
        <InlineStack>
          <Button loading={ask.busy !== undefined} onClick={() => ask.submit("brand-of-store")}>
            Take from your store’s brand
          </Button>
        </InlineStack>
        <ProblemBanner problem={ask.problem} />
        <div role="status">{found && <Text as="p">{wordsFor(found)}</Text>}</div>
      </BlockStack>
      <FormLayout>
        <TextField
          {...bind("logoUrl")}
          label="Address of the logo"
          type="url"
          helpText="Optional. In Shopify, under Content, Files, copy the link of the picture. It is shown 160 pixels wide."
          error={fieldError(act.problem, "logoUrl", "It must begin with https://")}
        />
        <TextField
          {...bind("brandColour")}
          label="Colour of buttons"
          placeholder="#0b57a4"
          helpText="Optional. Six digits after #, as your theme names it."
          error={fieldError(act.problem, "brandColour", "Write it as # and six digits, such as #0b57a4")}
          suffix={
            shown && (
              <span
                aria-hidden="true"
                style={{ display: "inline-block", width: 20, height: 20, borderRadius: 4, background: shown }}
              />
            )
          }
        />
      </FormLayout>
    </SettingsSection>
  );
}

/** What the store said, once it has. */
const foundIn = ({ answer }: Act) => (answer as { found?: Look } | undefined)?.found;

function wordsFor({ logoUrl, brandColour }: Look): string {
  if (!logoUrl && !brandColour)
    return "Your store has no logo that email programs can show and no colour. Set them in Shopify under Settings, General, Brand, or fill in the fields below.";
  const what = logoUrl && brandColour ? "The logo and the colour" : logoUrl ? "The logo" : "The colour";
  return `${what} of your store ${logoUrl && brandColour ? "are" : "is"} filled in below. Save the look to use it.`;
}
