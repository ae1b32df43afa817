import { useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import type { EvidenceFormat } from "~/services/evidence/exportEvidence";
import type { EvidenceExport } from "~/services/evidence/listExports";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError, type ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";
import { HistoryList } from "./HistoryList";

interface Props {
  readonly contactId: string;
  readonly exports: readonly EvidenceExport[];
}

const FORMAT_WORDS: Readonly<Record<EvidenceFormat, string>> = { pdf: "PDF", json: "JSON" };

/** Takes the evidence about this one person out, with why; and who did so before. */
export function EvidenceCard({ contactId, exports }: Props) {
  const { revalidate } = useRevalidator();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState<EvidenceFormat | undefined>();
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const save = async (format: EvidenceFormat) => {
    if (reason.trim() === "") return setProblem({ code: "input_invalid", fields: ["reason"] });
    setBusy(format);
    setProblem(
      await saveDownload(
        `/app/customers/${contactId}/evidence`,
        `evidence-${contactId}.${format}`,
        { code: "not_found", fields: [] },
        { format, reason },
      ),
    );
    setBusy(undefined);
    revalidate();
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Evidence
        </Text>
        <Text as="p">
          Everything that answers “Why did I get this mail?”: what they were asked and how they confirmed it, every
          email sent on it, and how to check it. Of this person only. Who took it, when and why is kept below.
        </Text>
        <ProblemBanner problem={problem} />
        <TextField
          label="What it is needed for"
          name="reason"
          autoComplete="off"
          value={reason}
          onChange={setReason}
          requiredIndicator
          maxLength={300}
          helpText="For example: they asked why they were emailed."
          error={fieldError(problem, "reason", "Say what it is needed for")}
        />
        <InlineStack gap="200">
          <Button onClick={() => void save("pdf")} loading={busy === "pdf"} disabled={busy === "json"}>
            Save to hand out (PDF)
          </Button>
          <Button onClick={() => void save("json")} loading={busy === "json"} disabled={busy === "pdf"}>
            Save as data (JSON)
          </Button>
        </InlineStack>
        {exports.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              Taken out before
            </Text>
            <HistoryList
              entries={exports.map(({ id, at, actor, format, reason: why }) => ({
                key: String(id),
                at,
                content: <Text as="p" breakWord>{`${FORMAT_WORDS[format]}, by ${actor}${why ? `: ${why}` : ""}`}</Text>,
              }))}
            />
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
