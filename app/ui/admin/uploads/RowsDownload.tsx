import { useState } from "react";
import { BlockStack, Button, InlineStack } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";

interface Props {
  /** What the button says. */
  readonly label: string;
  readonly path: string;
  readonly name: string;
}

/** Rows of an uploaded file that were left out, as a file with the reasons. */
export function RowsDownload({ label, path, name }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const save = async () => {
    setBusy(true);
    setProblem(await saveDownload(path, name, { code: "wrong_state", fields: [] }));
    setBusy(false);
  };
  return (
    <BlockStack gap="200">
      <ProblemBanner problem={problem} />
      <InlineStack>
        <Button loading={busy} onClick={() => void save()}>
          {label}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
