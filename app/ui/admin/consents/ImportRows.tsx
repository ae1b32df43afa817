import { useNavigation, useSearchParams } from "@remix-run/react";
import { Box, Card, EmptySearchResult, IndexTable, Text } from "@shopify/polaris";
import type { ListedImportRow } from "~/services/consentImports/readImport";
import { IMPORT_VERDICT_WORDS } from "~/ui/consentImportWords";
import { usePaging } from "../usePaging";
import { count } from "../useShopTime";

interface Props {
  readonly rows: readonly ListedImportRow[];
  readonly next: string | null;
}

/** The rows of a file with their verdicts, page by page. */
export function ImportRows({ rows, next }: Props) {
  const [params] = useSearchParams();
  const loading = useNavigation().state === "loading";
  return (
    <Card padding="0">
      <IndexTable
        resourceName={{ singular: "row", plural: "rows" }}
        itemCount={rows.length}
        selectable={false}
        loading={loading}
        headings={[
          { title: "Row", alignment: "end" },
          { title: "Address" },
          { title: "Asked" },
          { title: "Confirmed" },
          { title: "Verdict" },
        ]}
        emptyState={
          <Box padding="800">
            <EmptySearchResult
              title="No rows here"
              description={params.get("verdict") ? "No row has this verdict." : "The rows have been forgotten."}
              withIllustration
            />
          </Box>
        }
        pagination={usePaging(next)}
      >
        {rows.map(({ row, email, askedAt, confirmedAt, verdict }, position) => (
          <IndexTable.Row id={String(row)} key={row} position={position}>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric>
                {count(row)}
              </Text>
            </IndexTable.Cell>
            {[email || "In the ledger", askedAt, confirmedAt, IMPORT_VERDICT_WORDS[verdict].label].map(
              (cell, index) => (
                <IndexTable.Cell key={index}>
                  {/* Polaris keeps a cell on one line: long ones would push the last column out of sight. */}
                  <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>{cell}</div>
                </IndexTable.Cell>
              ),
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}
