import { useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { PROSPECT_VERDICTS, type VerdictCounts } from "~/services/prospects/verdicts";
import { VERDICT_WORDS, verdictLabel } from "~/ui/prospectWords";
import { withFilter } from "../paging";
import { count, counted } from "../useShopTime";

interface Props {
  readonly counts: VerdictCounts;
  readonly imported: boolean;
}

/** How many rows have which verdict, each leading to its rows. Every row of the file is in one line. */
export function VerdictTable({ counts, imported }: Props) {
  const [params] = useSearchParams();
  const chosen = params.get("verdict") ?? "";
  const total = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
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
          {PROSPECT_VERDICTS.filter((verdict) => counts[verdict]).map((verdict) => (
            <li key={verdict}>
              <InlineStack align="space-between" gap="400" wrap={false}>
                <Link url={`?${withFilter(params, "verdict", chosen === verdict ? "" : verdict)}`}>
                  {verdictLabel(verdict, imported)}
                </Link>
                <Text as="span" numeric>
                  {count(counts[verdict] ?? 0)}
                </Text>
              </InlineStack>
              {chosen === verdict && (
                <Text as="p" tone="subdued">
                  {VERDICT_WORDS[verdict].explained}
                </Text>
              )}
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
