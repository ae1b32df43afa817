import { Badge, BlockStack, Card, DataTable, InlineStack, Text } from "@shopify/polaris";
import type { EvidenceStrength, LegalForm } from "~/policy/facts";
import type { Evidence } from "~/policy/legalForm";
import { EVIDENCE_SAYS_WORDS, EVIDENCE_SOURCE_WORDS, EVIDENCE_STRENGTH_WORDS, LEGAL_FORM_WORDS } from "~/ui/words";
import { LegalFormBadge } from "../badges";

interface Props {
  readonly legalForm: LegalForm;
  readonly strength: EvidenceStrength;
  readonly freemail: boolean;
  readonly evidence: readonly Evidence[];
}

/** The legal form of a customer with all the evidence that was weighed. */
export function LegalFormCard({ legalForm, strength, freemail, evidence }: Props) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Legal form
          </Text>
          <LegalFormBadge legalForm={legalForm} />
          {freemail && <Badge tone="attention">Personal mailbox</Badge>}
        </InlineStack>
        <Text as="p">{`${LEGAL_FORM_WORDS[legalForm].explained} ${legalForm === "unknown" && strength === "insufficient" ? "" : EVIDENCE_STRENGTH_WORDS[strength]}`}</Text>
        {evidence.length === 0 ? (
          <Text as="p" tone="subdued">
            No company name, company record, registered number or tag of this customer says anything of the legal form.
          </Text>
        ) : (
          <DataTable
            columnContentTypes={["text", "text", "text", "text"]}
            headings={["Where it was seen", "What was seen", "What counts", "What it says"]}
            rows={evidence.map(({ source, detail, mark, says }) => [
              EVIDENCE_SOURCE_WORDS[source],
              wrapped(detail),
              wrapped(mark ?? ""),
              wrapped(EVIDENCE_SAYS_WORDS[says]),
            ])}
            verticalAlign="top"
          />
        )}
      </BlockStack>
    </Card>
  );
}

/** Polaris keeps a cell on one line, and a table that is too wide for its card then hides what it says. */
function wrapped(words: string) {
  return <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", minWidth: "5rem" }}>{words}</div>;
}
