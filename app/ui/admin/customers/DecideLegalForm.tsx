import { useState } from "react";
import { BlockStack, Button, ChoiceList, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import type { Act } from "../useAct";

/** Lets staff decide the legal form, with why. */
export function DecideLegalForm({ act }: { readonly act: Act }) {
  const [legalForm, setLegalForm] = useState("corporate");
  const [reason, setReason] = useState("");
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        Decide the legal form
      </Text>
      <Text as="p" tone="subdued">
        Your decision prevails over the evidence above. If something that speaks against a company turns up later, it no
        longer counts until somebody decides again.
      </Text>
      <ProblemBanner problem={act.problem} />
      <FormLayout>
        <ChoiceList
          title="This customer is"
          name="legalForm"
          choices={[
            { label: "A company, LLP or other legal person", value: "corporate" },
            { label: "A private person, sole trader or ordinary partnership", value: "individual" },
          ]}
          selected={[legalForm]}
          onChange={([chosen]) => setLegalForm(chosen ?? legalForm)}
        />
        <TextField
          label="Reason"
          name="reason"
          autoComplete="off"
          value={reason}
          onChange={setReason}
          requiredIndicator
          multiline={2}
          maxLength={500}
          helpText="For example: found in the register as 01234567 at the same address. It is kept with your name and the date."
          error={fieldError(act.problem, "reason", "Say how you know")}
        />
        <InlineStack align="end">
          <Button
            variant="primary"
            loading={act.busy === "decide"}
            onClick={() => act.submit("decide", { legalForm, reason })}
          >
            Decide
          </Button>
        </InlineStack>
      </FormLayout>
    </BlockStack>
  );
}
