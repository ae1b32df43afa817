import { BlockStack, Button, Card, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { IMPORT_FIELDS, type ImportField } from "~/services/consentImports/columns";
import type { ConsentImport } from "~/services/consentImports/findImport";
import { IMPORT_FIELD_WORDS } from "~/ui/consentImportWords";
import { FILE_FAULT_WORDS } from "~/ui/prospectWords";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { FaultBanner, FileCard } from "../uploads/FileCard";
import type { Act } from "../useAct";
import { useFields } from "../useFields";

interface Props {
  readonly found: ConsentImport;
  readonly preview: readonly (readonly string[])[];
  readonly act: Act;
}

const NOT_THERE = { label: "Not in the file", value: "" };

/** The second step: what the columns hold, and what counts for all rows. */
export function ImportColumns({ found, preview, act }: Props) {
  const columns = useFields(chosenColumns(found));
  const terms = useFields({ wording: found.wording, place: found.place, proof: found.proof });
  const options = [NOT_THERE, ...found.columns.map((label, index) => ({ label, value: String(index) }))];
  const select = (field: ImportField, error?: string) => (
    <Select
      {...columns.bind(field)}
      label={IMPORT_FIELD_WORDS[field]}
      options={options}
      error={error}
      requiredIndicator={field === "email"}
    />
  );
  const forAll = (field: ImportField) =>
    columns.values[field] === "" ? "Counts for all rows." : "Counts for rows whose own cell is empty.";
  const submit = () =>
    act.submit("check", {
      ...terms.values,
      ...Object.fromEntries(IMPORT_FIELDS.map((field) => [`column_${field}`, columns.values[field] ?? ""])),
    });
  return (
    <BlockStack gap="400">
      <FaultBanner file={found} />
      <ProblemBanner problem={act.problem} fieldLabels={FILE_FAULT_WORDS} />
      <FileCard file={found} preview={preview} act={act} />
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            Who, and when
          </Text>
          <FormLayout>
            <FormLayout.Group>
              {select("email", fieldError(act.problem, "email", "Choose the column that holds the email address"))}
              {select("askedAt")}
              {select("confirmedAt")}
            </FormLayout.Group>
          </FormLayout>
          <Text as="p" tone="subdued">
            Dates with the day before the month, or as 2024-03-01; with a time where you have one. A time without a zone
            is taken as Greenwich time.
          </Text>
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            What they saw, and what proves it
          </Text>
          <FormLayout>
            <FormLayout.Group>
              {select("wording")}
              <TextField
                {...terms.bind("wording")}
                label="Wording for all"
                multiline={2}
                maxLength={2000}
                helpText={`${forAll("wording")} The exact words beside the box or above the form.`}
                error={fieldError(act.problem, "wording", "Enter at most 2,000 characters")}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              {select("place")}
              <TextField
                {...terms.bind("place")}
                label="Where, for all"
                maxLength={300}
                helpText={`${forAll("place")} For example: form on our old website.`}
                error={fieldError(act.problem, "place", "Enter at most 300 characters")}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              {select("proof")}
              <TextField
                {...terms.bind("proof")}
                label="Proof for all"
                multiline={2}
                maxLength={1000}
                helpText={`${forAll("proof")} What shows that they confirmed, and where you keep it. For example: log of the confirmation links in our old mailing program, exported to the office drive in March 2024.`}
                error={fieldError(act.problem, "proof", "Enter at most 1,000 characters")}
              />
            </FormLayout.Group>
          </FormLayout>
          <InlineStack align="end">
            <Button variant="primary" onClick={submit} loading={act.busy === "check"}>
              Start the dry run
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function chosenColumns({ mapping }: ConsentImport): Record<ImportField, string> {
  const chosen = IMPORT_FIELDS.map((field) => [field, mapping[field] === undefined ? "" : String(mapping[field])]);
  return Object.fromEntries(chosen) as Record<ImportField, string>;
}
