import { BlockStack, Button, InlineStack, Select } from "@shopify/polaris";
import type { ExclusionFileLook } from "~/services/exclusions/lookIntoFile";
import { FileCard } from "../uploads/FileCard";
import type { Act } from "../useAct";

interface Props {
  readonly look: ExclusionFileLook;
  readonly busy: boolean;
  readonly onLookAgain: (reading: { encoding: string; delimiter: string }) => void;
  readonly onColumn: (column: number) => void;
  readonly onRead: () => void;
  readonly onLeave: () => void;
}

/** Which column of a file holds the address or the key, and how the file is read, with its first rows. */
export function ExclusionFileColumns({ look, busy, onLookAgain, onColumn, onRead, onLeave }: Props) {
  const act: Act = {
    submit: (_intent, values = {}) =>
      onLookAgain({ encoding: values.encoding ?? look.encoding, delimiter: values.delimiter ?? look.delimiter }),
    busy: busy ? "reread" : undefined,
    problem: undefined,
    answer: undefined,
  };
  return (
    <BlockStack gap="400">
      <FileCard file={{ ...look, fault: null, faultRow: null }} preview={look.preview} act={act} />
      <Select
        label="Column with the address or the key"
        options={look.columns.map((label, index) => ({ label, value: String(index) }))}
        value={String(look.column)}
        disabled={busy}
        onChange={(column) => onColumn(Number(column))}
        helpText="Only this column is looked at: other columns may hold addresses of people who are not to be excluded."
      />
      <InlineStack gap="200">
        <Button variant="primary" onClick={onRead} loading={busy}>
          Read the file
        </Button>
        <Button onClick={onLeave} disabled={busy}>
          Choose another file
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
