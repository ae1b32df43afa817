import { BlockStack, Button, Card, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { PROSPECT_FIELDS, type ProspectField } from "~/services/prospects/columns";
import type { ProspectList } from "~/services/prospects/findList";
import { FIELD_WORDS, FILE_FAULT_WORDS } from "~/ui/prospectWords";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import type { Act } from "../useAct";
import { FaultBanner, FileCard } from "../uploads/FileCard";
import { useFields } from "../useFields";

interface Props {
  readonly list: ProspectList;
  readonly preview: readonly (readonly string[])[];
  readonly ownSector: string;
  readonly act: Act;
}

const NOT_THERE = { label: "Not in the file", value: "" };

/** The second step: what the columns hold, and what counts for all rows. */
export function ColumnsForm({ list, preview, ownSector, act }: Props) {
  const columns = useFields(chosenColumns(list));
  const terms = useFields({
    source: list.source,
    sector: list.sector,
    obtained: list.obtainedAt?.toISOString().slice(0, 10) ?? "",
    sectorWords: list.sectorWords.join("\n"),
  });
  const options = [NOT_THERE, ...list.columns.map((label, index) => ({ label, value: String(index) }))];
  const select = (field: ProspectField, error?: string) => (
    <Select
      {...columns.bind(field)}
      label={FIELD_WORDS[field]}
      options={options}
      error={error}
      requiredIndicator={field === "email"}
    />
  );
  const inFile = (field: ProspectField) => columns.values[field] !== "";
  const submit = () =>
    act.submit("check", {
      ...terms.values,
      ...Object.fromEntries(PROSPECT_FIELDS.map((field) => [`column_${field}`, columns.values[field] ?? ""])),
    });
  const forAll = (field: ProspectField) =>
    inFile(field) ? "Counts for rows whose own cell is empty." : "Counts for all rows.";
  return (
    <BlockStack gap="400">
      <FaultBanner file={list} />
      <ProblemBanner problem={act.problem} fieldLabels={FILE_FAULT_WORDS} />
      <FileCard file={list} preview={preview} act={act} />
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            What the columns hold
          </Text>
          <FormLayout>
            <FormLayout.Group>
              {select("email", fieldError(act.problem, "email", "Choose the column that holds the email address"))}
              {select("name")}
              {select("company")}
            </FormLayout.Group>
            <FormLayout.Group>
              {select("companyNumber")}
              {select("legalForm")}
              {select("country")}
            </FormLayout.Group>
          </FormLayout>
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            Where the data come from
          </Text>
          <Text as="p" tone="subdued">
            Each row needs a source and the day on which you obtained it: your first email must tell them. A column has
            them row by row; a field here has them for the whole list.
          </Text>
          <FormLayout>
            <FormLayout.Group>
              {select("source")}
              <TextField
                {...terms.bind("source")}
                label="Source for all"
                maxLength={300}
                helpText={`${forAll("source")} For example: their own website; our stand at the trade fair in Leeds.`}
                error={fieldError(act.problem, "source", "Say where the data come from, or choose a column")}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              {select("obtained")}
              <TextField
                {...terms.bind("obtained")}
                label="Date for all"
                type="date"
                helpText={forAll("obtained")}
                error={fieldError(act.problem, "obtained", "Enter a day that is not still to come, or choose a column")}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              {select("sector")}
              <TextField
                {...terms.bind("sector")}
                label="Sector for all"
                maxLength={200}
                helpText={forAll("sector")}
                error={fieldError(act.problem, "sector", "Enter the sector, or choose a column")}
              />
            </FormLayout.Group>
            {list.way === "researched" && (
              <TextField
                {...terms.bind("sectorWords")}
                label="Other words for your own sector"
                multiline={3}
                helpText={`Your sector is “${ownSector || "not given yet"}” in Settings. Only rows in it are taken. If the file calls it otherwise, enter those words here, one a line.`}
              />
            )}
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

function chosenColumns({ mapping }: ProspectList): Record<ProspectField, string> {
  const chosen = PROSPECT_FIELDS.map((field) => [field, mapping[field] === undefined ? "" : String(mapping[field])]);
  return Object.fromEntries(chosen) as Record<ProspectField, string>;
}
