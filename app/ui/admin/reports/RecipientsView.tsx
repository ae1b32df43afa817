import { useState } from "react";
import { useFetcher, useNavigation, useSearchParams } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Button,
  Card,
  EmptySearchResult,
  Form,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { RECIPIENT_VIEWS, type RecipientView } from "~/policy/reports";
import type { ListedRecipient, RecipientPage } from "~/services/reports/listRecipients";
import { eventsInWords, RECIPIENT_VIEW_WORDS } from "~/ui/reportWords";
import { BASIS_WORDS, MAIL_OUTCOME_WORDS, REASON_WORDS } from "~/ui/words";
import { usePaging } from "../usePaging";
import { useShopTime } from "../useShopTime";

interface Props {
  readonly campaign: { readonly id: number; readonly name: string };
  readonly view: RecipientView;
  readonly page: RecipientPage;
}

/** Who got a campaign, on which ground, and who did not and why; or one person, looked up by address. */
export function RecipientsView({ campaign, view, page }: Props) {
  const [params, setParams] = useSearchParams();
  const [address, setAddress] = useState("");
  const looking = useFetcher<{ looked: RecipientPage | null }>();
  const looked = looking.data?.looked ?? null;
  const paging = usePaging(page.next);
  const loading = useNavigation().state === "loading" || looking.state !== "idle";
  const shown = looked ?? page;
  return (
    <Page
      title={`Who got ${campaign.name}`}
      subtitle="The decision on each person as it was made and stored, and what became of their email"
      backAction={{ content: "Report", url: `/app/campaigns/${campaign.id}/report` }}
      fullWidth
    >
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          <Card>
            <InlineStack gap="400" blockAlign="end">
              <Select
                label="Show"
                options={RECIPIENT_VIEWS.map((value) => ({ value, label: RECIPIENT_VIEW_WORDS[value] }))}
                value={view}
                disabled={looked !== null}
                onChange={(chosen) =>
                  setParams(chosen === "all" ? {} : { view: chosen }, { replace: params.size === 0 })
                }
              />
              <Form onSubmit={() => looking.submit({ address }, { method: "post" })}>
                <InlineStack gap="200" blockAlign="end">
                  <TextField
                    label="One person’s email address"
                    type="email"
                    autoComplete="off"
                    value={address}
                    onChange={setAddress}
                  />
                  <Button submit disabled={address.trim() === ""}>
                    Look up
                  </Button>
                  {looked && (
                    <Button
                      onClick={() => {
                        setAddress("");
                        looking.load(`/app/campaigns/${campaign.id}/recipients`);
                      }}
                    >
                      Show the list again
                    </Button>
                  )}
                </InlineStack>
              </Form>
            </InlineStack>
          </Card>
          <Card padding="0">
            <IndexTable
              resourceName={{ singular: "person", plural: "people" }}
              itemCount={shown.rows.length}
              selectable={false}
              loading={loading}
              headings={[
                { title: "Person" },
                { title: "What became of it" },
                { title: "Ground" },
                { title: "When" },
                { title: "SendGrid reported" },
              ]}
              emptyState={
                <Box padding="800">
                  <EmptySearchResult
                    title={looked ? "Nobody with this address was in the audience" : "Nobody"}
                    description={
                      looked
                        ? "Look at the address again. Another spelling that reaches the same mailbox is found too."
                        : "There is nobody of this kind in this campaign."
                    }
                    withIllustration
                  />
                </Box>
              }
              {...(paging && !looked ? { pagination: paging } : {})}
            >
              {shown.rows.map((row, position) => (
                <Recipient key={row.seq} row={row} position={position} />
              ))}
            </IndexTable>
          </Card>
        </BlockStack>
      </Box>
    </Page>
  );
}

function Recipient({ row, position }: { readonly row: ListedRecipient; readonly position: number }) {
  const time = useShopTime();
  const { contactId, name, email, basis, basisSince, outcome, reasons, withheld, at, events } = row;
  const label = name || email || "Erased since";
  const [reason] = withheld.length > 0 ? withheld : reasons;
  return (
    <IndexTable.Row id={String(row.seq)} position={position}>
      <IndexTable.Cell>
        <div style={{ whiteSpace: "normal", overflowWrap: "anywhere", minWidth: "12rem" }}>
          {contactId ? <Link url={`/app/customers/${contactId}`}>{label}</Link> : <Text as="span">{label}</Text>}
          {name && email && (
            <Text as="p" tone="subdued" breakWord>
              {email}
            </Text>
          )}
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div style={{ whiteSpace: "normal", minWidth: "12rem" }}>
          {MAIL_OUTCOME_WORDS[outcome]}
          {reason && `. ${REASON_WORDS[reason].label}`}
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div style={{ whiteSpace: "normal", minWidth: "10rem" }}>
          {basis ? `${BASIS_WORDS[basis].label}${basisSince ? `, since ${time.day(basisSince)}` : ""}` : "None"}
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>{at ? time.minute(at) : "–"}</IndexTable.Cell>
      <IndexTable.Cell>
        <div style={{ whiteSpace: "normal" }}>{eventsInWords(events) || "–"}</div>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}
