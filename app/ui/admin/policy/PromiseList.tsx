import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { PromiseCheck } from "~/services/publicPolicy/checkPromises";
import { PROMISE_WORDS } from "~/ui/policyWords";
import { count, useShopTime } from "../useShopTime";

/** Each promise of the policy with the proof of it: what the last check counted, and where to look. */
export function PromiseList({ checks }: { readonly checks: readonly PromiseCheck[] }) {
  const time = useShopTime();
  const checkedAt = checks.find((check) => check.checkedAt)?.checkedAt;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Proof of each promise
          </Text>
          <Text as="p" tone="subdued">
            {checkedAt
              ? `Counted from what was sent and recorded, every night and when you ask. Last checked on ${time.minute(checkedAt)}.`
              : "Counted from what was sent and recorded, every night and when you ask. Not checked yet."}
          </Text>
        </BlockStack>
        <ol style={{ margin: 0, padding: 0, listStyle: "none", display: "grid", gap: "var(--p-space-300)" }}>
          {checks.map((check) => (
            <li key={check.clause}>
              <PromiseProof check={check} />
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

function PromiseProof({ check: { clause, checkedAt, kept, broken } }: { readonly check: PromiseCheck }) {
  const { promise, kept: keptWords, broken: brokenWords, url } = PROMISE_WORDS[clause];
  return (
    <BlockStack gap="050">
      <InlineStack gap="200" blockAlign="center" wrap={false}>
        <Badge tone={checkedAt === null ? undefined : broken === 0 ? "success" : "critical"}>{clause}</Badge>
        <Link url={url}>{promise}</Link>
      </InlineStack>
      <Text as="p" tone={broken > 0 ? "critical" : "subdued"}>
        {checkedAt === null ? "Not checked yet." : `${keptWords}: ${count(kept)}. ${brokenWords}: ${count(broken)}.`}
      </Text>
    </BlockStack>
  );
}
