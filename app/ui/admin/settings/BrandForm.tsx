import { FormLayout, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { SettingsSection } from "./SettingsSection";

interface Props {
  readonly stored: { readonly logoUrl: string; readonly brandColour: string };
}

/** How mails look: the logo above the letter and the colour of its buttons. */
export function BrandForm({ stored }: Props) {
  const { values, bind } = useFields({ ...stored });
  const act = useAct({ brand: "Look saved" });
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
