import { useNavigation, useSearchParams } from "@remix-run/react";
import { Box, Card, EmptySearchResult, IndexTable, Text } from "@shopify/polaris";
import type { ListedRow } from "~/services/prospects/readList";
import { verdictLabel } from "~/ui/prospectWords";
import { usePaging } from "../usePaging";
import { count } from "../useShopTime";

interface Props {
  readonly rows: readonly ListedRow[];
  readonly next: string | null;
  readonly imported: boolean;
}

/** The rows of a list with their verdicts, page by page. */
export function RowTable({ rows, next, imported }: Props) {
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
          { title: "Company or name" },
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
        {rows.map((row, position) => (
          <IndexTable.Row id={String(row.row)} key={row.row} position={position}>
            <IndexTable.Cell>
              <Text as="span" alignment="end" numeric>
                {count(row.row)}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>
              {/* Polaris keeps a cell on one line: long addresses would push the last column out of sight. */}
              <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                {row.email || (
                  <Text as="span" tone="subdued">
                    {row.verdict === "added" && imported ? "Now a prospect" : "None"}
                  </Text>
                )}
              </div>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <div style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>{row.company || row.name}</div>
            </IndexTable.Cell>
            <IndexTable.Cell>{verdictLabel(row.verdict, imported)}</IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}
