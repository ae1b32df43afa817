import { Card, EmptyState, Page } from "@shopify/polaris";

const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** Stands in for something that does not exist in this shop. */
export function NotFound({
  what,
  list,
}: {
  readonly what: string;
  readonly list: { readonly label: string; readonly url: string };
}) {
  return (
    <Page title={`${what} not found`} backAction={{ content: list.label, url: list.url }}>
      <Card>
        <EmptyState
          heading={`There is no such ${what.toLowerCase()}`}
          action={{ content: `Back to ${list.label.toLowerCase()}`, url: list.url }}
          image={NOTHING}
        >
          <p>It may have been removed, or the address is not complete.</p>
        </EmptyState>
      </Card>
    </Page>
  );
}
