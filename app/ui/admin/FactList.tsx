import type { ReactNode } from "react";
import { Text } from "@shopify/polaris";

interface Props {
  readonly items: readonly { readonly term: string; readonly description: ReactNode }[];
}

/** Terms with what they are, one above the other: for narrow columns, where side by side has no room. */
export function FactList({ items }: Props) {
  return (
    <dl style={{ margin: 0, display: "grid", gap: "var(--p-space-300)" }}>
      {items.map(({ term, description }) => (
        <div key={term}>
          <Text as="dt" tone="subdued" variant="bodySm">
            {term}
          </Text>
          <dd style={{ margin: 0, overflowWrap: "anywhere" }}>{description}</dd>
        </div>
      ))}
    </dl>
  );
}
