import { useState } from "react";
import { Badge, BlockStack, Button, Card, DataTable, Divider, InlineStack, Text } from "@shopify/polaris";
import type { FormEvidence, ShownEvidence } from "~/services/legalForm/readEvidence";
import {
  CONFIDENCE_WORDS,
  EVIDENCE_BY_WORDS,
  EVIDENCE_SAYS_WORDS,
  EVIDENCE_SOURCE_WORDS,
  EXPLANATION_WORDS,
  LEGAL_FORM_WORDS,
} from "~/ui/legalFormWords";
import { LegalFormBadge } from "../badges";
import { ConfirmModal } from "../ConfirmModal";
import { useAct } from "../useAct";
import { counted, useShopTime } from "../useShopTime";
import { DecideLegalForm } from "./DecideLegalForm";

interface Props {
  readonly form: FormEvidence;
  /** Whether staff may decide: not of a customer who is gone. */
  readonly decidable: boolean;
}

/** The legal form of a customer with all the evidence it was weighed from, and the form by which staff decide. */
export function LegalFormCard({ form, decidable }: Props) {
  const { contactId, legalForm, confidence, explanation, freemail, pieces } = form;
  const [decisions, setDecisions] = useState(0);
  const act = useAct(
    { decide: "Legal form decided", undo: "Decision taken back" },
    () => setDecisions(decisions + 1),
    `/app/customers/${contactId}/legal-form`,
  );
  const [undoing, setUndoing] = useState<ShownEvidence>();
  const rowOf = useRows(decidable ? setUndoing : undefined);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Legal form
          </Text>
          <LegalFormBadge legalForm={legalForm} />
          {legalForm !== "unknown" && <Badge>{CONFIDENCE_WORDS[confidence]}</Badge>}
          {freemail && <Badge tone="attention">Personal mailbox</Badge>}
        </InlineStack>
        <Text as="p">{LEGAL_FORM_WORDS[legalForm].explained}</Text>
        <Text as="p">
          {explanation ? EXPLANATION_WORDS[explanation] : "The rules have changed since. The next sync weighs it anew."}
        </Text>
        {pieces.length > 0 && (
          <DataTable
            columnContentTypes={["text", "text", "text", "text", "text"]}
            headings={["Where it was seen", "What was seen", "What counts", "What it says", "When and from whom"]}
            rows={pieces.map(rowOf)}
            verticalAlign="top"
          />
        )}
        {decidable && (
          <>
            <Divider />
            {/* Emptied once it was done. */}
            <DecideLegalForm key={decisions} act={act} />
          </>
        )}
      </BlockStack>
      <ConfirmModal
        open={undoing !== undefined}
        title="Take this decision back?"
        words={`It was made for ${counted(undoing?.together ?? 1, "customer")} and is taken back for all of them. What is known of them otherwise counts again. The decision stays on record.`}
        confirm="Take back"
        keep="Keep"
        onConfirm={() => act.submit("undo", { groupId: undoing?.groupId ?? "" })}
        onClose={() => setUndoing(undefined)}
      />
    </Card>
  );
}

function useRows(onUndo: ((piece: ShownEvidence) => void) | undefined) {
  const time = useShopTime();
  return (piece: ShownEvidence) => {
    const { source, detail, mark, says, at, by, actor, reason, groupId, undoneAt, undoneBy } = piece;
    return [
      wrapped(EVIDENCE_SOURCE_WORDS[source]),
      wrapped(reason ?? detail),
      wrapped(mark ?? ""),
      wrapped(EVIDENCE_SAYS_WORDS[says]),
      <BlockStack gap="100" inlineAlign="start" key="when">
        {wrapped([at && time.day(at), actor ?? EVIDENCE_BY_WORDS[by]].filter(Boolean).join(", "))}
        {undoneAt && wrapped(`Does not count: taken back on ${time.day(undoneAt)}${undoneBy ? ` by ${undoneBy}` : ""}`)}
        {groupId && !undoneAt && onUndo && (
          <Button variant="plain" accessibilityLabel="Take this decision back" onClick={() => onUndo(piece)}>
            Take back
          </Button>
        )}
      </BlockStack>,
    ];
  };
}

/** Polaris keeps a cell on one line, and a table that is too wide for its card then hides what it says. */
function wrapped(words: string) {
  return <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", minWidth: "5rem" }}>{words}</div>;
}
