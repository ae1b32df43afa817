import { useState } from "react";
import { useParams } from "@remix-run/react";
import { BlockStack, Button, Card, FormLayout, InlineStack, Modal, Select, Text, TextField } from "@shopify/polaris";
import { ASKED_HOW } from "~/policy/privacyRequests";
import { ASKED_HOW_WORDS } from "~/ui/privacy/words";
import { ErasureEffects } from "../privacy/ErasureEffects";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

type Kind = "access" | "erasure";

const TITLES: Readonly<Record<Kind, string>> = {
  access: "They ask for a copy of their data",
  erasure: "Erase this person?",
};

/** Takes down what the person asked staff about their data: a copy, or its erasure. */
export function PrivacyCard() {
  const { id = "" } = useParams();
  const [kind, setKind] = useState<Kind | undefined>();
  const fields = useFields({ askedHow: "email", note: "" });
  const act = useAct({}, undefined, `/app/customers/${id}/privacy`);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Their rights
        </Text>
        <Text as="p">When they ask what you hold about them, or to have it erased, take it down here.</Text>
        <InlineStack gap="300">
          <Button onClick={() => setKind("access")}>Copy of their data</Button>
          <Button tone="critical" onClick={() => setKind("erasure")}>
            Erase their data
          </Button>
        </InlineStack>
        <Modal
          open={kind !== undefined}
          onClose={() => setKind(undefined)}
          title={kind ? TITLES[kind] : ""}
          primaryAction={{
            content: kind === "erasure" ? "Erase their data" : "Take it down",
            destructive: kind === "erasure",
            loading: act.busy !== undefined,
            onAction: () => kind && act.submit(kind, fields.values),
          }}
          secondaryActions={[{ content: "Cancel", onAction: () => setKind(undefined) }]}
        >
          <Modal.Section>
            <BlockStack gap="400">
              <ProblemBanner problem={act.problem} />
              {kind === "erasure" && <ErasureEffects />}
              <FormLayout>
                <Select
                  label="How they asked"
                  options={ASKED_HOW.map((value) => ({ value, label: ASKED_HOW_WORDS[value] }))}
                  {...fields.bind("askedHow")}
                />
                <TextField
                  label="Note"
                  multiline={2}
                  maxLength={1000}
                  helpText="How you made sure who they are, for example. It goes when they are erased."
                  error={fieldError(act.problem, "note", "At most 1,000 characters")}
                  {...fields.bind("note")}
                />
              </FormLayout>
            </BlockStack>
          </Modal.Section>
        </Modal>
      </BlockStack>
    </Card>
  );
}
