import { useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { BlockStack, Button, InlineStack } from "@shopify/polaris";
import type { FileFormat } from "~/services/privacy/personFile";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";

/** Saves the file of the person, to read or for a machine; who took it is kept. */
export function FileButtons({ requestId }: { readonly requestId: string }) {
  const { revalidate } = useRevalidator();
  const [busy, setBusy] = useState<FileFormat | undefined>();
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const save = async (format: FileFormat) => {
    setBusy(format);
    setProblem(
      await saveDownload(
        `/app/privacy/${requestId}/file`,
        `your-data-${requestId}.${format}`,
        { code: "wrong_state", fields: [] },
        { format },
      ),
    );
    setBusy(undefined);
    revalidate();
  };
  return (
    <BlockStack gap="300">
      <ProblemBanner problem={problem} />
      <InlineStack gap="300">
        <Button variant="primary" loading={busy === "html"} onClick={() => void save("html")}>
          Save to read and print
        </Button>
        <Button loading={busy === "json"} onClick={() => void save("json")}>
          Save as JSON
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
