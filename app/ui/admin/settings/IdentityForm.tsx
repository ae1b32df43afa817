import { ChoiceList, FormLayout, Select, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { FieldsHeading, SettingsSection } from "./SettingsSection";

/** Identity, disclosures and sector as stored. */
export interface StoredIdentity {
  readonly tradingName: string;
  readonly registered: boolean;
  readonly registeredName: string;
  readonly companyNumber: string;
  readonly placeOfRegistration: string;
  readonly registeredOffice: string;
  readonly contactEmail: string;
  readonly sector: string;
}

const PLACES = ["", "England and Wales", "Wales", "Scotland", "Northern Ireland"].map((value) => ({
  value,
  label: value || "Choose",
}));

/** Who the merchant is, as it stands in every email (P8), and its trade (P7). */
export function IdentityForm({ stored }: { readonly stored: StoredIdentity }) {
  const act = useAct({ identity: "Identity saved" });
  const { values, bind, set } = useFields({ ...stored, registered: stored.registered ? "yes" : "no" });
  const registered = values.registered === "yes";
  const error = (field: keyof StoredIdentity, words: string) => fieldError(act.problem, field, words);
  return (
    <SettingsSection
      id="identity"
      title="Who you are"
      description="Stands in every marketing email, in a block that nobody can remove. Without it no email is sent."
      act={act}
      saveLabel="Save identity"
      onSave={() => act.submit("identity", values)}
    >
      <FormLayout>
        <FieldsHeading>Identity</FieldsHeading>
        <TextField
          {...bind("tradingName")}
          label="Trading name"
          helpText="The name your customers know you by."
          error={error("tradingName", "At most 100 characters, on one line")}
        />
        <TextField
          {...bind("contactEmail")}
          label="Contact address"
          type="email"
          helpText="Stands in every email for questions and complaints. A person must read it."
          error={error("contactEmail", "Enter an email address, such as sales@example.co.uk")}
        />
        <TextField
          {...bind("sector")}
          label="Your trade"
          helpText="In plain words, for example: spare parts for plumbing and heating engineers. Prospects must be in it."
          error={error("sector", "At most 200 characters, on one line")}
        />
        <FieldsHeading id="disclosures">Trading disclosures</FieldsHeading>
        <ChoiceList
          title="Is the business registered at Companies House?"
          choices={[
            { value: "yes", label: "Yes, it is a company or LLP" },
            { value: "no", label: "No, it is a sole trader or an ordinary partnership" },
          ]}
          selected={[values.registered]}
          onChange={([choice]) => set("registered", choice ?? "yes")}
        />
        <TextField
          {...bind("registeredName")}
          label={registered ? "Registered name" : "Names of the proprietors"}
          helpText={
            registered ? "As at Companies House, with Limited, PLC or LLP." : "Every proprietor or partner, in full."
          }
          error={error("registeredName", "At most 200 characters, on one line")}
        />
        {registered && (
          <FormLayout.Group>
            <TextField
              {...bind("companyNumber")}
              label="Company number"
              helpText="Eight characters, for example 01234567 or SC123456."
              error={error("companyNumber", "Not a company number: eight digits, or two letters and six digits")}
            />
            <Select
              {...bind("placeOfRegistration")}
              label="Place of registration"
              options={PLACES}
              error={error("placeOfRegistration", "Choose the place of registration")}
            />
          </FormLayout.Group>
        )}
        <TextField
          {...bind("registeredOffice")}
          label={registered ? "Registered office" : "Address for legal documents"}
          helpText="On one line, with the postcode."
          error={error("registeredOffice", "At most 300 characters, on one line")}
        />
      </FormLayout>
    </SettingsSection>
  );
}
