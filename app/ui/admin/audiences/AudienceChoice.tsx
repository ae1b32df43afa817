import { BlockStack, Card, InlineStack, Link, Select, Text } from "@shopify/polaris";
import type { AudienceOption } from "~/services/audiences/readAudience";

interface Props {
  /** Number of the chosen audience as text; empty for none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly AudienceOption[];
  readonly label: string;
  readonly error: string | undefined;
}

/** Which named audience a campaign is for (P5). */
export function AudienceChoice({ value, onChange, options, label, error }: Props) {
  const chosen = options.find(({ id }) => String(id) === value);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Audience
          </Text>
          <Text as="p" tone="subdued">
            Whom the email is meant for. Whether each of them may be mailed is decided apart from it, for every one.
          </Text>
        </BlockStack>
        <Select
          label={label}
          id="audienceId"
          name="audienceId"
          error={error}
          options={[
            { label: options.length === 0 ? "There is none yet: make one first" : "Choose an audience", value: "" },
            ...options.map(({ id, name }) => ({ label: name, value: String(id) })),
          ]}
          value={value}
          onChange={onChange}
        />
        {chosen && <Text as="p">{`Why these people: ${chosen.rationale || "not said yet"}`}</Text>}
        <InlineStack gap="400">
          {chosen && <Link url={`/app/audiences/${chosen.id}`}>Look at this audience</Link>}
          <Link url="/app/audiences/new">New audience</Link>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
