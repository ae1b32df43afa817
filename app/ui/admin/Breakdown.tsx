import { Badge, BlockStack, InlineStack, Link, List, Text } from "@shopify/polaris";
import type { Basis, Reason } from "~/policy/reasons";
import { BASIS_WORDS, REASON_WORDS } from "~/ui/words";
import { REASON_FIXES } from "./audiences/audienceWords";
import { count, counted } from "./useShopTime";

/** A customer named as an example of a row. */
interface Example {
  readonly id: string;
  readonly name: string;
  readonly company: string;
}

const EXAMPLES_SHOWN = 5;

interface Props {
  readonly byBasis: readonly {
    readonly basis: Basis;
    readonly contacts: number;
    readonly examples?: readonly Example[];
  }[];
  readonly byReason: readonly {
    readonly reason: Reason;
    readonly contacts: number;
    readonly examples?: readonly Example[];
  }[];
  /** Whether each row leads to the customers it counts. */
  readonly linked?: boolean;
  /** Whether each reason says what would change it, and leads there. */
  readonly explained?: boolean;
}

/** Who is in, by basis, and who is out, by the reason that decides. Each customer is counted in one row. */
export function Breakdown({ byBasis, byReason, linked = false, explained = false }: Props) {
  const total = (rows: readonly { contacts: number }[]) => rows.reduce((sum, { contacts }) => sum + contacts, 0);
  return (
    <BlockStack gap="400">
      <BlockStack gap="200">
        <Heading words="May be mailed" total={total(byBasis)} tone="success" />
        {byBasis.length === 0 && (
          <Text as="p" tone="subdued">
            Nobody.
          </Text>
        )}
        {byBasis.map(({ basis, contacts, examples }) => (
          <Row key={basis} label={BASIS_WORDS[basis].label} contacts={contacts} examples={examples} />
        ))}
      </BlockStack>
      {byReason.length > 0 && (
        <BlockStack gap="200">
          <Heading words="May not be mailed" total={total(byReason)} />
          {byReason.map(({ reason, contacts, examples }) => (
            <Row
              key={reason}
              label={REASON_WORDS[reason].label}
              contacts={contacts}
              examples={examples}
              // Sharing an address is a matter of a campaign's audience: no list of customers shows it.
              url={linked && reason !== "duplicate_address" ? `/app/customers?reason=${reason}` : undefined}
              change={explained ? REASON_WORDS[reason].change : undefined}
              fix={explained ? REASON_FIXES[reason] : null}
            />
          ))}
        </BlockStack>
      )}
    </BlockStack>
  );
}

function Heading({
  words,
  total,
  tone,
}: {
  readonly words: string;
  readonly total: number;
  readonly tone?: "success";
}) {
  return (
    <InlineStack align="space-between" blockAlign="center" gap="200">
      <Text as="h3" variant="headingSm">
        {words}
      </Text>
      <Badge tone={tone}>{counted(total, "customer")}</Badge>
    </InlineStack>
  );
}

interface RowProps {
  readonly label: string;
  readonly contacts: number;
  readonly examples: readonly Example[] | undefined;
  readonly url?: string | undefined;
  readonly change?: string | undefined;
  readonly fix?: { readonly url: string; readonly label: string } | null;
}

function Row({ label, contacts, examples = [], url, change, fix = null }: RowProps) {
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" gap="400" wrap={false}>
        {url ? <Link url={url}>{label}</Link> : <Text as="span">{label}</Text>}
        <Text as="span" numeric>
          {count(contacts)}
        </Text>
      </InlineStack>
      {examples.length > 0 && (
        <List gap="extraTight">
          {examples.slice(0, EXAMPLES_SHOWN).map(({ id, name, company }) => (
            <List.Item key={id}>
              <Link url={`/app/customers/${id}`}>{name || company || `Customer ${id}`}</Link>
              {name && company ? `, ${company}` : ""}
            </List.Item>
          ))}
        </List>
      )}
      {change && (
        <Text as="p" tone="subdued">
          {change} {fix && <Link url={fix.url}>{fix.label}</Link>}
        </Text>
      )}
    </BlockStack>
  );
}
