import { useState } from "react";
import { Badge, BlockStack, Button, Checkbox, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReviewItem } from "~/services/review/listReview";
import { count, counted, useShopTime } from "../useShopTime";
import { evidenceWords, type DecidedForm } from "./reviewWords";

interface Props {
  readonly item: ReviewItem;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onDecide: (legalForm: DecidedForm) => void;
}

/** Id of a row's tick box, which is where the focus is when the row has it. */
export const boxOf = (id: string) => `review-${id}`;

/** A company, or somebody without one, with what was seen of its legal form and the buttons to decide it. */
export function ReviewRow({ item, chosen, onChoose, onDecide }: Props) {
  const time = useShopTime();
  const [focused, setFocused] = useState(false);
  const last = item.lastOrderAt ? `, the last on ${time.day(item.lastOrderAt)}` : "";
  const more = item.contacts - item.people.length;
  const evidence = evidenceWords(item.evidence);
  return (
    <li
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      style={{
        padding: "var(--p-space-400)",
        borderTop: "1px solid var(--p-color-border-secondary)",
        background: chosen ? "var(--p-color-bg-surface-selected)" : undefined,
        boxShadow: focused ? "inset 3px 0 0 var(--p-color-border-focus)" : undefined,
      }}
    >
      <InlineStack gap="400" align="space-between" blockAlign="start" wrap={false}>
        <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
          <BlockStack gap="200">
            <Checkbox id={boxOf(item.id)} label={item.name} checked={chosen} onChange={onChoose} />
            <InlineStack gap="200" blockAlign="center">
              <Text as="span" tone="subdued">
                {`${counted(item.contacts, "customer")} · ${counted(item.orders, "order")}${last}`}
              </Text>
              {item.contradicted > 0 && <Badge tone="warning">Contradictory</Badge>}
            </InlineStack>
            {evidence.length === 0 && <Text as="p">Nothing in the store says anything of the legal form.</Text>}
            {evidence.map(({ title, pieces }) => (
              <Text as="p" key={title}>
                <Text as="span" fontWeight="semibold">{`${title}: `}</Text>
                {pieces.join("; ")}
              </Text>
            ))}
            <InlineStack gap="200">
              {item.people.map(({ id, name }) => (
                <Link key={id} url={`/app/customers/${id}`}>
                  {name || `Customer ${id}`}
                </Link>
              ))}
              {more > 0 && <Text as="span" tone="subdued">{`and ${count(more)} more`}</Text>}
            </InlineStack>
          </BlockStack>
        </div>
        <div style={{ flexShrink: 0 }}>
          <InlineStack gap="200" wrap={false}>
            <Button onClick={() => onDecide("corporate")} accessibilityLabel={`Company: ${item.name}`}>
              Company
            </Button>
            <Button onClick={() => onDecide("individual")} accessibilityLabel={`Individual: ${item.name}`}>
              Individual
            </Button>
          </InlineStack>
        </div>
      </InlineStack>
    </li>
  );
}
