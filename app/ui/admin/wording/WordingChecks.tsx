import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { WORDING_FAULTS, type WordingFault } from "~/policy/consentWording";
import { FAULT_WORDS } from "~/ui/wordingWords";

/** What a wording must and must not say, each with whether it does, and what to do where not. */
export function WordingChecks({ faults }: { readonly faults: readonly WordingFault[] }) {
  const empty = faults.includes("wording_empty");
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        Looked at before it is published
      </Text>
      <BlockStack as="ul" gap="150">
        {WORDING_FAULTS.filter((check) => check !== "wording_empty").map((check) => (
          <li key={check}>
            <BlockStack gap="050">
              <InlineStack gap="200" blockAlign="center">
                <Mark met={empty ? undefined : !faults.includes(check)} />
                <Text as="span">{FAULT_WORDS[check].check}</Text>
              </InlineStack>
              {faults.includes(check) && (
                <Text as="p" tone="subdued">
                  {`${FAULT_WORDS[check].mend}.`}
                </Text>
              )}
            </BlockStack>
          </li>
        ))}
      </BlockStack>
    </BlockStack>
  );
}

function Mark({ met }: { readonly met: boolean | undefined }) {
  if (met === undefined) return <Badge>Not yet</Badge>;
  return met ? <Badge tone="success">Yes</Badge> : <Badge tone="critical">No</Badge>;
}
