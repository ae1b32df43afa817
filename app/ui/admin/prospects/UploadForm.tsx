import { useState } from "react";
import {
  Banner,
  BlockStack,
  Button,
  Card,
  ChoiceList,
  FormLayout,
  InlineError,
  InlineStack,
  Text,
  TextField,
} from "@shopify/polaris";
import { isAcceptedWay, LIST_WAYS, type ListWay } from "~/policy/prospectOrigin";
import { FILE_FAULT_WORDS, REFUSED_WORDS, WAY_WORDS } from "~/ui/prospectWords";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError, type ProblemData } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

const MEGABYTE = 1024 * 1024;

/** The first step: how the list came about, in a declaration, and the file. A list that may not be taken in is refused before its file is sent. */
export function UploadForm({ maxBytes }: { readonly maxBytes: number }) {
  const { values, bind, set } = useFields({ name: "", account: "" });
  const [way, setWay] = useState<ListWay | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const act = useAct({});
  const refused = way !== null && !isAcceptedWay(way);
  const tooLarge: ProblemData | undefined =
    file && file.size > maxBytes ? { code: "file_too_large", fields: [] } : undefined;
  const fileProblem = fieldError(act.problem, "file", "Choose a file");
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && !values.name) set("name", chosen.name.replace(/\.[^.]*$/, "").slice(0, 100));
  };
  return (
    <Card>
      <BlockStack gap="400">
        <ProblemBanner problem={tooLarge ?? act.problem} fieldLabels={FILE_FAULT_WORDS} />
        <ChoiceList
          title="How did the list come about?"
          name="way"
          choices={LIST_WAYS.map((value) => ({
            value,
            label: WAY_WORDS[value].label,
            helpText: WAY_WORDS[value].explained,
          }))}
          selected={way ? [way] : []}
          onChange={([chosen]) => setWay(LIST_WAYS.find((each) => each === chosen) ?? null)}
          error={fieldError(act.problem, "way", "Choose how the list came about")}
        />
        {refused ? (
          <div role="alert">
            <Banner tone="critical" title="This list is not taken in">
              <p>{REFUSED_WORDS}</p>
            </Banner>
          </div>
        ) : (
          <FormLayout>
            <TextField
              {...bind("account")}
              label="Tell how, in your own words"
              multiline={3}
              maxLength={2000}
              requiredIndicator
              helpText="Who collected it, where and when. It is kept with your name, as evidence."
              error={fieldError(act.problem, "account", "Tell in at least 20 characters how the list came about")}
            />
            <div>
              <label htmlFor="prospect-file">
                <Text as="span">File (CSV, at most {Math.round(maxBytes / MEGABYTE)} megabytes)</Text>
              </label>
              <div style={{ marginBlockStart: "var(--p-space-100)" }}>
                <input
                  id="prospect-file"
                  type="file"
                  accept=".csv,.tsv,.txt"
                  required
                  aria-describedby="prospect-file-help"
                  aria-invalid={fileProblem ? true : undefined}
                  onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
                />
              </div>
              {fileProblem && <InlineError message={fileProblem} fieldID="prospect-file" />}
              <Text as="p" tone="subdued" id="prospect-file-help">
                Comma, semicolon, tab or vertical bar; any encoding. The file is kept until the import, for seven days
                at most.
              </Text>
            </div>
            <TextField
              {...bind("name")}
              label="Name of the list"
              maxLength={100}
              requiredIndicator
              error={fieldError(act.problem, "name", "Give the list a name")}
            />
          </FormLayout>
        )}
        <InlineStack align="end">
          <Button
            variant="primary"
            disabled={refused || tooLarge !== undefined}
            loading={act.busy === "upload"}
            onClick={() => act.submit("upload", { ...values, way: way ?? "" }, file)}
          >
            Upload and go on
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
