import { useState } from "react";
import { Banner, BlockStack, Button, Card, ChoiceList, FormLayout, InlineStack, TextField } from "@shopify/polaris";
import { isAcceptedWay, LIST_WAYS, type ListWay } from "~/policy/prospectOrigin";
import { REFUSED_WORDS, WAY_WORDS } from "~/ui/prospectWords";
import { fieldError } from "../problemData";
import { FileField, nameOf, tooLarge, UploadProblem } from "../uploads/FileField";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

/** The first step: how the list came about, in a declaration, and the file. A list that may not be taken in is refused before its file is sent. */
export function UploadForm({ maxBytes }: { readonly maxBytes: number }) {
  const { values, bind, set } = useFields({ name: "", account: "" });
  const [way, setWay] = useState<ListWay | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const act = useAct({});
  const refused = way !== null && !isAcceptedWay(way);
  const oversized = tooLarge(file, maxBytes);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && !values.name) set("name", nameOf(chosen));
  };
  return (
    <Card>
      <BlockStack gap="400">
        <UploadProblem problem={oversized ?? act.problem} />
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
            <FileField
              id="prospect-file"
              maxBytes={maxBytes}
              error={fieldError(act.problem, "file", "Choose a file")}
              onChoose={choose}
            />
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
            disabled={refused || oversized !== undefined}
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
