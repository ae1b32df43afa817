import { BlockStack, Card, DataTable, Text } from "@shopify/polaris";
import type { RequestDetail } from "~/services/privacy/readRequest";
import { erasedWords } from "~/ui/privacy/erasedWords";
import { count, useShopTime } from "../useShopTime";

/** What was done for a request: rows by table, or each time the file was taken. Nothing before anything was. */
export function EvidenceCard({ request }: { readonly request: RequestDetail }) {
  const time = useShopTime();
  const { kind, state, evidence, downloads } = request;
  if (kind === "access") {
    if (downloads.length === 0) return null;
    return (
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Who took the file
          </Text>
          <DataTable
            columnContentTypes={["text", "text", "text"]}
            headings={["When", "By", "Form"]}
            rows={downloads.map((each) => [
              time.minute(each.at),
              each.actor,
              each.format === "html" ? "To read and print" : "For a machine (JSON)",
            ])}
          />
        </BlockStack>
      </Card>
    );
  }
  const rows = Object.entries(evidence);
  if (rows.length === 0 && state !== "done") return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What was erased
        </Text>
        {rows.length === 0 ? (
          <Text as="p">Nothing was held that told who they are.</Text>
        ) : (
          <DataTable
            columnContentTypes={["text", "numeric"]}
            headings={["What", "Rows"]}
            rows={rows.map(([table, number]) => [erasedWords(table), count(number)])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
