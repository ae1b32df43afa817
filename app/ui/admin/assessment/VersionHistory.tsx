import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { AssessmentVersion } from "~/services/shops/readAssessment";
import { useShopTime } from "../useShopTime";

/** Every version that was signed, as it was signed, newest first. */
export function VersionHistory({ versions }: { readonly versions: readonly AssessmentVersion[] }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Signed versions
        </Text>
        {versions.length === 0 ? (
          <Text as="p" tone="subdued">
            None yet. Each version you sign stays here for good, and cannot be changed.
          </Text>
        ) : (
          <BlockStack as="ul" gap="300">
            {versions.map(({ version, signedBy, recordedBy, signedAt, reviewAt }) => (
              <li key={version}>
                <Link url={`/app/assessment/${version}/print`}>{`Version ${version}: read or print`}</Link>
                <Text as="p">{`Signed by ${signedBy} on ${time.day(signedAt)}`}</Text>
                <Text as="p" tone="subdued">
                  {`${recordedBy ? `${recordedBy} was logged in. ` : ""}Review by ${time.day(reviewAt)}.`}
                </Text>
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
