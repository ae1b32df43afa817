import { useState } from "react";
import { useRevalidator, useSearchParams } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { AUDIT_PURPOSES } from "~/policy/auditActs";
import type { AuditFormat } from "~/services/audit/exportAudit";
import { AUDIT_PURPOSE_WORDS } from "~/ui/auditWords";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";

/** Takes the audit out as a file, narrowed as the list above is, with what for. */
export function ExportAuditCard() {
  const [params] = useSearchParams();
  const { revalidate } = useRevalidator();
  const [purpose, setPurpose] = useState<string>(AUDIT_PURPOSES[0]);
  const [busy, setBusy] = useState<AuditFormat | undefined>();
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const save = async (format: AuditFormat) => {
    setBusy(format);
    setProblem(
      await saveDownload(
        "/app/audit/export",
        `audit.${format}`,
        { code: "input_invalid", fields: ["purpose"] },
        { ...Object.fromEntries(params), format, purpose },
      ),
    );
    setBusy(undefined);
    revalidate();
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Take it out
        </Text>
        <Text as="p">
          A file with the acts that the filters above leave, oldest first. It holds no address of any contact. Who took
          it and what for is kept here.
        </Text>
        <ProblemBanner problem={problem} />
        <div style={{ maxWidth: "20rem" }}>
          <Select
            label="What it is for"
            name="purpose"
            options={AUDIT_PURPOSES.map((value) => ({ value, label: AUDIT_PURPOSE_WORDS[value] }))}
            value={purpose}
            onChange={setPurpose}
          />
        </div>
        <InlineStack gap="300">
          <Button onClick={() => void save("csv")} loading={busy === "csv"}>
            Save as CSV
          </Button>
          <Button onClick={() => void save("json")} loading={busy === "json"}>
            Save as JSON
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
