import { useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { withFilter } from "../paging";
import { count, counted } from "../useShopTime";

/** A verdict with how many rows have it, and in words. */
export interface ListedVerdict {
  readonly verdict: string;
  readonly rows: number;
  readonly label: string;
  readonly explained: string;
}

interface Props {
  /** Those that a row has, in their order. */
  readonly verdicts: readonly ListedVerdict[];
  readonly imported: boolean;
}

/** How many rows have which verdict, each leading to its rows. Every row of the file is in one line. */
export function VerdictList({ verdicts, imported }: Props) {
  const [params] = useSearchParams();
  const chosen = params.get("verdict") ?? "";
  const total = verdicts.reduce((sum, { rows }) => sum + rows, 0);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {imported ? "What became of the rows" : "What would become of the rows"}
        </Text>
        <Text as="p" tone="subdued">
          {`${counted(total, "row")} in the file. Choose a line to see its rows.`}
        </Text>
        <BlockStack as="ul" gap="200">
          {verdicts.map(({ verdict, rows, label, explained }) => (
            <li key={verdict}>
              <InlineStack align="space-between" gap="400" wrap={false}>
                <Link url={`?${withFilter(params, "verdict", chosen === verdict ? "" : verdict)}`}>{label}</Link>
                <Text as="span" numeric>
                  {count(rows)}
                </Text>
              </InlineStack>
              {chosen === verdict && (
                <Text as="p" tone="subdued">
                  {explained}
                </Text>
              )}
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
