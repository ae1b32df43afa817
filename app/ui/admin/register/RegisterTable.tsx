import { useNavigation } from "@remix-run/react";
import { BlockStack, Box, Card, EmptySearchResult, IndexTable, Link, Text } from "@shopify/polaris";
import type { RegisterRow } from "~/services/register/readRegister";
import { usePaging } from "../usePaging";
import { useShopTime } from "../useShopTime";
import { evidenceWords, GROUND_WORDS } from "./groundWords";

interface Props {
  readonly rows: readonly RegisterRow[];
  readonly next: string | null;
  readonly empty: { readonly title: string; readonly description: string };
}

/** Contacts with the ground they are held on and what it rests on. */
export function RegisterTable({ rows, next, empty }: Props) {
  const time = useShopTime();
  const loading = useNavigation().state === "loading";
  return (
    <Card padding="0">
      <IndexTable
        resourceName={{ singular: "contact", plural: "contacts" }}
        itemCount={rows.length}
        selectable={false}
        loading={loading}
        headings={[{ title: "Contact" }, { title: "Held on" }, { title: "Evidence" }, { title: "Removal" }]}
        emptyState={
          <Box padding="800">
            <EmptySearchResult {...empty} withIllustration />
          </Box>
        }
        pagination={usePaging(next)}
      >
        {rows.map((row, position) => (
          <IndexTable.Row id={row.id} key={row.id} position={position}>
            <IndexTable.Cell>
              {/* Polaris keeps a cell on one line: long addresses would push the last column out of sight. */}
              <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", minWidth: "13rem" }}>
                <Link url={`/app/customers/${row.id}`} dataPrimaryLink monochrome removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {row.name || row.company || row.email || `Contact ${row.id}`}
                  </Text>
                </Link>
                <Text as="p" tone="subdued">
                  {[row.company !== row.name ? row.company : "", row.email].filter(Boolean).join(" · ") ||
                    "No email address"}
                </Text>
              </div>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <div style={{ whiteSpace: "normal" }}>
                <Text as="span" tone={row.ground === "none" ? "critical" : undefined}>
                  {GROUND_WORDS[row.ground].label}
                </Text>
              </div>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", minWidth: "11rem" }}>
                <BlockStack>
                  {evidenceWords(row, time).map((words) => (
                    <Text as="span" key={words}>
                      {words}
                    </Text>
                  ))}
                </BlockStack>
              </div>
            </IndexTable.Cell>
            <IndexTable.Cell>
              <div style={{ whiteSpace: "normal", minWidth: "6rem" }}>
                {row.removedFrom
                  ? `Without a new relation, from ${time.day(row.removedFrom)}`
                  : "Not while consent lasts"}
              </div>
            </IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}
