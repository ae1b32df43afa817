import { useState } from "react";
import { BlockStack, Button, Card, FormLayout, InlineStack, List, Text, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { FileField, nameOf, tooLarge, UploadProblem } from "../uploads/FileField";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

/** The first step: the file, with what it should hold. */
export function ImportUpload({ maxBytes }: { readonly maxBytes: number }) {
  const { values, bind, set } = useFields({ name: "" });
  const [file, setFile] = useState<File | null>(null);
  const act = useAct({});
  const oversized = tooLarge(file, maxBytes);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && !values.name) set("name", nameOf(chosen));
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Import a file
        </Text>
        <UploadProblem problem={oversized ?? act.problem} />
        <BlockStack gap="200">
          <Text as="p">
            One row a person. A consent counts here only with evidence of both steps, so for each row the file should
            say, in columns of its own or for all rows on the next page:
          </Text>
          <List>
            <List.Item>the email address;</List.Item>
            <List.Item>when they asked, with which words, and where;</List.Item>
            <List.Item>when they confirmed it in a second step, by a link they were sent for instance;</List.Item>
            <List.Item>what proves that second step, and where you keep it.</List.Item>
          </List>
        </BlockStack>
        <FormLayout>
          <FileField
            id="consents-file"
            maxBytes={maxBytes}
            error={fieldError(act.problem, "file", "Choose a file")}
            onChoose={choose}
          />
          <TextField
            {...bind("name")}
            label="Name of the file here"
            maxLength={100}
            requiredIndicator
            error={fieldError(act.problem, "name", "Give the file a name")}
          />
        </FormLayout>
        <InlineStack align="end">
          <Button
            variant="primary"
            disabled={oversized !== undefined}
            loading={act.busy === "upload"}
            onClick={() => act.submit("upload", values, file)}
          >
            Upload and go on
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
