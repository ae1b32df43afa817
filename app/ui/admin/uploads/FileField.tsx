import { InlineError, Text } from "@shopify/polaris";
import { FILE_FAULT_WORDS } from "~/ui/prospectWords";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";

const MEGABYTE = 1024 * 1024;

interface FieldProps {
  readonly id: string;
  readonly maxBytes: number;
  readonly error: string | undefined;
  readonly onChoose: (file: File | null) => void;
}

/** Where a CSV file is chosen. */
export function FileField({ id, maxBytes, error, onChoose }: FieldProps) {
  return (
    <div>
      <label htmlFor={id}>
        <Text as="span">File (CSV, at most {Math.round(maxBytes / MEGABYTE)} megabytes)</Text>
      </label>
      <div style={{ marginBlockStart: "var(--p-space-100)" }}>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt"
          required
          aria-describedby={`${id}-help`}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)}
        />
      </div>
      {error && <InlineError message={error} fieldID={id} />}
      <Text as="p" tone="subdued" id={`${id}-help`}>
        Comma, semicolon, tab or vertical bar; any encoding. The file is kept until the import, for seven days at most.
      </Text>
    </div>
  );
}

/** What is wrong with a file that is too large to be sent; nothing while it is not. */
export function tooLarge(file: File | null, maxBytes: number): ProblemData | undefined {
  return file && file.size > maxBytes ? { code: "file_too_large", fields: [] } : undefined;
}

/** Says what is wrong with the upload, in words for whoever chose the file. */
export function UploadProblem({ problem }: { readonly problem: ProblemData | undefined }) {
  return <ProblemBanner problem={problem} fieldLabels={FILE_FAULT_WORDS} />;
}

/** What a file is called until somebody calls it otherwise: its own name without the ending. */
export const nameOf = (file: File): string => file.name.replace(/\.[^.]*$/, "").slice(0, 100);
