import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ShownPolicy } from "~/services/publicPolicy/readPolicy";

interface Props {
  readonly title: string;
  readonly policy: ShownPolicy;
}

/** The policy as the public reads it: the enforced part as it is, the merchant's words around it. */
export function PolicyPreview({ title, policy }: Props) {
  const { introduction, closing, sections } = policy;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {introduction && <Own text={introduction} />}
        {sections.map(({ id, clauses, heading, paragraphs }) => (
          <BlockStack key={id} gap="100">
            <Text as="h3" variant="headingSm">
              {heading}
            </Text>
            {paragraphs.map((text) => (
              <Text as="p" key={text} breakWord>
                {text}
              </Text>
            ))}
            <Text as="p" tone="subdued" variant="bodySm">
              {`Enforced: ${clauses.join(", ")}`}
            </Text>
          </BlockStack>
        ))}
        {closing && <Own text={closing} />}
      </BlockStack>
    </Card>
  );
}

function Own({ text }: { readonly text: string }) {
  return (
    <div
      style={{
        whiteSpace: "pre-wrap",
        overflowWrap: "anywhere",
        borderInlineStart: "3px solid var(--p-color-border)",
        paddingInlineStart: "var(--p-space-300)",
      }}
    >
      {text}
    </div>
  );
}
