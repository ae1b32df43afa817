import { Banner, BlockStack, Card, DataTable, FormLayout, Select, Text } from "@shopify/polaris";
import type { FileFault } from "~/services/prospects/csvFault";
import { DELIMITER_WORDS, ENCODING_WORDS, FILE_FAULT_WORDS } from "~/ui/prospectWords";
import type { Act } from "../useAct";
import { count } from "../useShopTime";

/** An uploaded file, as far as its reading goes. */
export interface ReadFile {
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly fault: FileFault | null;
  readonly faultRow: number | null;
}

/** Says where a file cannot be read; nothing when it can. */
export function FaultBanner({ file: { fault, faultRow } }: { readonly file: ReadFile }) {
  if (!fault) return null;
  return (
    <Banner
      tone="critical"
      title={faultRow ? `The file cannot be read past row ${count(faultRow)}` : "The file cannot be read"}
    >
      <p>{FILE_FAULT_WORDS[fault]}.</p>
    </Banner>
  );
}

interface Props {
  readonly file: ReadFile;
  readonly preview: readonly (readonly string[])[];
  readonly act: Act;
}

/** How the file is read, detected and corrected where the preview shows that it was detected wrongly, with its first rows. */
export function FileCard({ file, preview, act }: Props) {
  const { encoding, delimiter, columns } = file;
  const reread = (changed: { encoding?: string; delimiter?: string }) =>
    act.submit("reread", { encoding, delimiter, ...changed });
  const encodings = { [encoding]: encoding, ...ENCODING_WORDS };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          The file
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <Select
              label="Encoding"
              name="encoding"
              options={Object.entries(encodings).map(([value, label]) => ({ value, label }))}
              value={encoding}
              disabled={act.busy === "reread"}
              onChange={(chosen) => reread({ encoding: chosen })}
              helpText="Choose another if letters below look wrong."
            />
            <Select
              label="Cells are parted by"
              name="delimiter"
              options={Object.entries(DELIMITER_WORDS).map(([value, label]) => ({ value, label }))}
              value={delimiter}
              disabled={act.busy === "reread"}
              onChange={(chosen) => reread({ delimiter: chosen })}
              helpText="Choose another if the columns below look wrong."
            />
          </FormLayout.Group>
        </FormLayout>
        {preview.length > 0 && (
          <DataTable
            columnContentTypes={columns.map(() => "text" as const)}
            headings={[...columns]}
            rows={preview.map((cells) => columns.map((_, index) => cells[index] ?? ""))}
            truncate
          />
        )}
      </BlockStack>
    </Card>
  );
}
