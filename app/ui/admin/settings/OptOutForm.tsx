import { useState } from "react";
import { Banner, ChoiceList } from "@shopify/polaris";
import type { OptOutEffect } from "~/services/exclusions/optOutEffect";
import { useAct } from "../useAct";
import { SettingsSection } from "./SettingsSection";

/** When the opt-out link takes effect, with what each choice means. */
export function OptOutForm({ stored }: { readonly stored: OptOutEffect }) {
  const [effect, setEffect] = useState<OptOutEffect>(stored);
  const act = useAct({ "opt-out-effect": "Saved" });
  return (
    <SettingsSection
      id="opt-out"
      title="Opt-out link"
      description="When the link at the end of your emails takes effect. The unsubscribe button of mail programs always takes effect at once."
      act={act}
      saveLabel="Save when it takes effect"
      onSave={() => act.submit("opt-out-effect", { effect })}
    >
      <ChoiceList
        title="Opening the link opts out"
        choices={[
          {
            label: "at the click",
            value: "click",
            helpText:
              "As your policy has it: the person is on the exclusion list before the page is shown, and need do nothing on it.",
          },
          {
            label: "once the page has loaded in a browser",
            value: "page_load",
            helpText:
              "For customers whose mail systems open every link to check it, and so opt them out. The page opts the person out by itself as soon as it has loaded; without JavaScript they press a button on it.",
          },
        ]}
        selected={[effect]}
        onChange={([chosen]) => setEffect(chosen === "page_load" ? "page_load" : "click")}
      />
      {effect === "page_load" && (
        <Banner tone="warning">
          <p>
            Some people close the page before it has loaded, and then they are not opted out. Choose this only if the
            exclusion list shows opt-outs that nobody made. Your published policy is published anew, with words that say
            so.
          </p>
        </Banner>
      )}
    </SettingsSection>
  );
}
