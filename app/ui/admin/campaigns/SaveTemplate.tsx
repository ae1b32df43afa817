import { useState } from "react";
import { Banner, BlockStack, Modal, Text, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";

interface Props {
  readonly open: boolean;
  readonly body: string;
  readonly onClose: () => void;
}

/** Keeps the blocks of a draft under a name, for the next campaign to begin with. */
export function SaveTemplate({ open, body, onClose }: Props) {
  const [templateName, setName] = useState("");
  const act = useAct({ save_template: "Template saved" }, onClose);
  const save = () => act.submit("save_template", { templateName, body });
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Save as template"
      primaryAction={{ content: "Save template", onAction: save, loading: act.busy !== undefined }}
      secondaryActions={[{ content: "Not now", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          {act.problem?.fields.includes("body") ? (
            <Banner tone="critical" title="The email cannot be kept as it is">
              Nothing was saved. Close this, put right what is marked in the email, and save the template then.
            </Banner>
          ) : (
            <ProblemBanner problem={act.problem} />
          )}
          <TextField
            label="Name of the template"
            value={templateName}
            onChange={setName}
            maxLength={80}
            autoComplete="off"
            error={fieldError(act.problem, "templateName", "Give it a name of at most 80 characters")}
          />
          <Text as="p" tone="subdued">
            Keeps the blocks only. A template of the same name is replaced.
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
