import { useState } from "react";
import { BlockStack, Button, Card, Checkbox, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import type { ConsentImport } from "~/services/consentImports/findImport";
import { countOf, STATEMENT, WITH_EVIDENCE, WITHOUT_EVIDENCE } from "~/services/consentImports/verdicts";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import type { Act } from "../useAct";
import { counted } from "../useShopTime";

/** The last step: what would be taken in, and who signs for it. */
export function SignImport({ found, act }: { readonly found: ConsentImport; readonly act: Act }) {
  const [signedBy, setSignedBy] = useState("");
  const [agreed, setAgreed] = useState(false);
  const evidenced = countOf(found.counts, WITH_EVIDENCE);
  const unconfirmed = countOf(found.counts, WITHOUT_EVIDENCE);
  const total = evidenced + unconfirmed;
  return (
    <BlockStack gap="400">
      <ProblemBanner problem={act.problem} />
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="200">
            <Text as="h2" variant="headingMd">
              {total > 0
                ? `${counted(evidenced, "consent")} with evidence of both steps, ${unconfirmed} unconfirmed`
                : "Nothing can be taken in"}
            </Text>
            <Text as="p">
              This was a dry run: nothing is stored yet, and each row is looked at again when it is taken in.
            </Text>
            {unconfirmed > 0 && (
              <Text as="p">
                Who is unconfirmed counts as having asked and not answered: they are not mailed, on legitimate interest
                neither.
              </Text>
            )}
          </BlockStack>
          {evidenced > 0 && (
            <FormLayout>
              <Checkbox
                label={STATEMENT}
                checked={agreed}
                onChange={setAgreed}
                error={fieldError(act.problem, "agreed", "Tick it if it is true; else leave those rows out")}
              />
              <TextField
                label="Signed by"
                name="signedBy"
                autoComplete="off"
                value={signedBy}
                onChange={setSignedBy}
                maxLength={100}
                requiredIndicator
                helpText="Name and position of the person who answers for it. Who is logged in is recorded beside it."
                error={fieldError(act.problem, "signedBy", "Enter the name of the person who signs")}
              />
            </FormLayout>
          )}
          <InlineStack gap="300">
            {total > 0 && (
              <Button
                variant="primary"
                loading={act.busy === "take"}
                onClick={() => act.submit("take", { signedBy, agreed: agreed ? "yes" : "no" })}
              >
                {evidenced > 0 ? `Sign and import ${counted(total, "row")}` : `Import ${counted(total, "row")}`}
              </Button>
            )}
            <Button url="?columns=1">Change the columns</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </BlockStack>
  );
}
