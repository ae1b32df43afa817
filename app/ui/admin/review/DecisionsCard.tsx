import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { StaffDecision } from "~/services/review/listDecisions";
import { LegalFormBadge } from "../badges";
import { count, useShopTime } from "../useShopTime";

interface Props {
  readonly decisions: readonly StaffDecision[];
  /** The decision being undone. */
  readonly undoing: string | undefined;
  readonly onUndo: (groupId: string) => void;
}

/** The latest decisions of staff: who, when, what, why and for how many; each can be undone. */
export function DecisionsCard({ decisions, undoing, onUndo }: Props) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Latest decisions
        </Text>
        {decisions.length === 0 && <Text as="p">Nothing has been decided yet.</Text>}
        <ul style={{ margin: 0, padding: 0, listStyle: "none", display: "grid", gap: "var(--p-space-400)" }}>
          {decisions.map((decision) => (
            <li key={decision.groupId}>
              <InlineStack gap="400" align="space-between" blockAlign="start" wrap={false}>
                <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
                  <BlockStack gap="100">
                    <InlineStack gap="200" blockAlign="center">
                      <Text as="span" fontWeight="semibold">
                        {about(decision)}
                      </Text>
                      <LegalFormBadge legalForm={decision.legalForm} />
                    </InlineStack>
                    <Text as="p">{decision.reason}</Text>
                    <Text as="p" tone="subdued">{`${decision.actor}, ${time.minute(decision.at)}`}</Text>
                    {decision.undoneAt && (
                      <Text as="p" tone="subdued">
                        {`Undone by ${decision.undoneBy ?? "somebody"}, ${time.minute(decision.undoneAt)}`}
                      </Text>
                    )}
                  </BlockStack>
                </div>
                {!decision.undoneAt && (
                  <Button
                    onClick={() => onUndo(decision.groupId)}
                    loading={undoing === decision.groupId}
                    accessibilityLabel={`Undo the decision on ${about(decision)}`}
                  >
                    Undo
                  </Button>
                )}
              </InlineStack>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function about({ about: name, contacts }: StaffDecision): string {
  const others = contacts - 1;
  return `${name || "A customer"}${others > 0 ? ` and ${count(others)} more` : ""}`;
}
