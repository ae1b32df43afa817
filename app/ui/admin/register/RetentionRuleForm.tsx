import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { RETENTION_MONTHS } from "~/policy/holding";
import type { RetentionRule } from "~/services/register/retentionRule";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";

/** How long personal data is held without a relation, and whether the rule runs every night. */
export function RetentionRuleForm({ rule }: { readonly rule: RetentionRule }) {
  const time = useShopTime();
  const { values, bind } = useFields({ months: String(rule.months) });
  const act = useAct({
    months: "Rule saved",
    "nightly-on": "Runs every night from now on",
    "nightly-off": "Does not run by itself any more",
  });
  const nightly = rule.nightlySince !== null;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          The rule
        </Text>
        <ProblemBanner problem={act.problem} />
        <Form onSubmit={() => act.submit("months", values)} implicitSubmit={false}>
          <FormLayout>
            <TextField
              {...bind("months")}
              label="Months without a relation"
              type="number"
              min={RETENTION_MONTHS.min}
              max={RETENTION_MONTHS.max}
              helpText={`From ${RETENTION_MONTHS.min} to ${RETENTION_MONTHS.max}, counted from the end of the month of the last order, theirs or their company's, or of the first email to a prospect.`}
              error={fieldError(
                act.problem,
                "months",
                `Enter a whole number from ${RETENTION_MONTHS.min} to ${RETENTION_MONTHS.max}`,
              )}
            />
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="span" tone="subdued">
                {rule.changedAt && rule.changedBy
                  ? `Changed on ${time.minute(rule.changedAt)} by ${rule.changedBy}.`
                  : "As it was when the app was installed."}
              </Text>
              <Button submit loading={act.busy === "months"} disabled={values.months === String(rule.months)}>
                Save rule
              </Button>
            </InlineStack>
          </FormLayout>
        </Form>
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            Every night
          </Text>
          <Text as="p">
            {rule.nightlySince && rule.nightlyBy
              ? `Switched on since ${time.minute(rule.nightlySince)} by ${rule.nightlyBy}. Another time switches it off, until you have looked again.`
              : "Switched off: nobody is removed unless you run it here. Look at the list first, then switch it on."}
          </Text>
          <InlineStack>
            <Button
              loading={act.busy === "nightly-on" || act.busy === "nightly-off"}
              onClick={() => act.submit(nightly ? "nightly-off" : "nightly-on", { seenMonths: String(rule.months) })}
            >
              {nightly ? "Switch off" : "I have looked: run every night"}
            </Button>
          </InlineStack>
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
