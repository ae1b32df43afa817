import { useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { BlockStack, Button, Card, DataTable, InlineStack, Text, TextField } from "@shopify/polaris";
import type { ExportLogEntry } from "~/services/exclusions/exportExclusions";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError, type ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";
import { count, useShopTime } from "../useShopTime";

/** Takes the exclusion list out for safe keeping, with why; and who did so before. */
export function ExportCard({ exports }: { readonly exports: readonly ExportLogEntry[] }) {
  const time = useShopTime();
  const { revalidate } = useRevalidator();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const save = async () => {
    if (reason.trim() === "") return setProblem({ code: "input_invalid", fields: ["reason"] });
    setBusy(true);
    setProblem(
      await saveDownload(
        "/app/exclusions/export",
        "exclusion-list.csv",
        { code: "input_invalid", fields: ["file"] },
        { reason },
      ),
    );
    setBusy(false);
    revalidate();
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Keep a copy
        </Text>
        <Text as="p">
          A file with everybody on the list, for safe keeping only: the address where it is still known, else a key that
          only this store can read back. Who took it, when and why is kept below.
        </Text>
        <ProblemBanner problem={problem} />
        <TextField
          label="What the copy is for"
          name="reason"
          autoComplete="off"
          value={reason}
          onChange={setReason}
          requiredIndicator
          maxLength={300}
          helpText="For example: yearly copy for the safe."
          error={fieldError(problem, "reason", "Say what the copy is for")}
        />
        <InlineStack>
          <Button onClick={() => void save()} loading={busy}>
            Save a copy
          </Button>
        </InlineStack>
        {exports.length > 0 && (
          <DataTable
            columnContentTypes={["text", "text", "text", "numeric"]}
            headings={["When", "By", "What for", "Rows"]}
            rows={exports.map((entry) => [
              time.minute(entry.at),
              entry.actor,
              entry.reason,
              entry.rows === null ? "Not taken whole" : count(entry.rows),
            ])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
