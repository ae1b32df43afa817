import { FormLayout, TextField } from "@shopify/polaris";
import type { CapInput } from "~/services/campaigns/frequencyCap";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { SettingsSection } from "./SettingsSection";

/** How many campaign emails one person may be sent in so many days. */
export function CapForm({ stored }: { readonly stored: CapInput }) {
  const { values, bind } = useFields({
    capMails: stored.mails === null ? "" : String(stored.mails),
    capDays: stored.days === null ? "" : String(stored.days),
  });
  const act = useAct({ cap: "Limit saved" });
  return (
    <SettingsSection
      id="frequency-cap"
      title="Emails to one person"
      description="Whoever has had this many campaign emails in this many days is left out of the next, until the days are over. Addresses of one mailbox count as one. Leave both empty for no limit."
      act={act}
      saveLabel="Save limit"
      onSave={() => act.submit("cap", values)}
    >
      <FormLayout>
        <FormLayout.Group>
          <TextField
            {...bind("capMails")}
            label="Emails at most"
            inputMode="numeric"
            error={fieldError(act.problem, "capMails", "A whole number from 1 to 100, or leave both empty")}
          />
          <TextField
            {...bind("capDays")}
            label="In days"
            inputMode="numeric"
            error={fieldError(act.problem, "capDays", "A whole number from 1 to 365, or leave both empty")}
          />
        </FormLayout.Group>
      </FormLayout>
    </SettingsSection>
  );
}
