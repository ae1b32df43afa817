import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { Provenance } from "~/services/prospects/readProvenance";
import { WAY_WORDS } from "~/ui/prospectWords";
import { FactList } from "../FactList";
import { useShopTime } from "../useShopTime";

/** Where a contact's data come from, when they came from a list, and whether the person has been told (UK GDPR Art 14). */
export function ProvenanceCard({ provenance }: { readonly provenance: Provenance }) {
  const time = useShopTime();
  const {
    listId,
    listName,
    row,
    way,
    account,
    source,
    sector,
    obtainedAt,
    importedAt,
    declaredBy,
    noticeGivenAt,
    nowCustomer,
  } = provenance;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Where the data come from
        </Text>
        {nowCustomer && (
          <Text as="p" tone="subdued">
            This customer was a prospect first. Since then what the store says counts.
          </Text>
        )}
        <FactList
          items={[
            { term: "Source", description: source },
            { term: "Obtained on", description: time.day(obtainedAt) },
            { term: "Sector", description: sector || "Not given" },
            {
              term: "List",
              description: (
                <>
                  <Link url={`/app/prospects/${listId}`}>{listName}</Link>
                  {`, row ${row}`}
                </>
              ),
            },
            { term: "How the list came about", description: `${WAY_WORDS[way].label}: ${account}` },
            { term: "Declared by", description: declaredBy },
            ...(importedAt ? [{ term: "Imported on", description: time.day(importedAt) }] : []),
            {
              term: "Told where we have the data from",
              description: noticeGivenAt
                ? `On ${time.day(noticeGivenAt)}, in the email sent then`
                : nowCustomer
                  ? "Not before becoming a customer"
                  : "Not yet: the first email tells them",
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}
