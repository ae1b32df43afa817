import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { IMPORT_STATE_WORDS } from "~/ui/consentImportWords";
import type { ImportState } from "~/services/consentImports/findImport";
import { counted, useShopTime } from "../useShopTime";

/** An import as the list of them shows it. */
export interface ListedImport {
  readonly id: number;
  readonly name: string;
  readonly state: ImportState;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly uploadedAt: Date;
  readonly uploadedBy: string;
}

/** The files that were taken in before, newest first. */
export function ImportList({ imports }: { readonly imports: readonly ListedImport[] }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Files so far
        </Text>
        {imports.length === 0 && (
          <Text as="p" tone="subdued">
            None yet.
          </Text>
        )}
        <BlockStack as="ul" gap="300">
          {imports.map(({ id, name, state, confirmed, unconfirmed, uploadedAt, uploadedBy }) => (
            <li key={id}>
              <Link url={`/app/consents/import/${id}`}>{name}</Link>
              <Text as="p">
                {state === "imported"
                  ? `${counted(confirmed, "consent")} with evidence, ${unconfirmed} unconfirmed`
                  : IMPORT_STATE_WORDS[state]}
              </Text>
              <Text as="p" tone="subdued" variant="bodySm">
                {`${uploadedBy}, ${time.minute(uploadedAt)}`}
              </Text>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
