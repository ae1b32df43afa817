import { useState } from "react";
import { useSearchParams } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, InlineStack, Layout, Page, Text } from "@shopify/polaris";
import type { ListPage } from "~/services/prospects/readList";
import { LIST_STATE_WORDS, PROSPECT_STEPS, WAY_WORDS } from "~/ui/prospectWords";
import { ConfirmModal } from "../ConfirmModal";
import { FactList } from "../FactList";
import { ProblemBanner } from "../ProblemBanner";
import { useAct, type Act } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { ColumnsForm } from "./ColumnsForm";
import { History } from "./History";
import { RowTable } from "./RowTable";
import { RowsDownload } from "../uploads/RowsDownload";
import { Steps } from "../uploads/Steps";
import { UnderWay } from "../uploads/UnderWay";
import { VerdictTable } from "./VerdictTable";

const STEP_OF = { uploaded: 1, checking: 2, checked: 2, importing: 3, imported: 4, discarded: 4 } as const;

/** A list of prospects on its way from the file to the contacts. */
export function ListView({ page }: { readonly page: ListPage }) {
  const { list, preview, ownSector, rows, next, history } = page;
  const [params, setParams] = useSearchParams();
  // Once the columns have been chosen anew, the page is the dry run's again.
  const act = useAct({ discard: "List discarded" }, () => params.has("columns") && setParams({}));
  const [discarding, setDiscarding] = useState(false);
  const choosing = list.state === "uploaded" || (list.state === "checked" && params.has("columns"));
  const open = list.state === "uploaded" || list.state === "checking" || list.state === "checked";
  return (
    <Page
      title={list.name}
      subtitle={LIST_STATE_WORDS[list.state]}
      backAction={{ content: "Prospects", url: "/app/prospects" }}
      secondaryActions={
        open ? [{ content: "Discard the list", destructive: true, onAction: () => setDiscarding(true) }] : []
      }
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {list.state !== "discarded" && (
              <Steps steps={PROSPECT_STEPS} current={choosing ? 1 : STEP_OF[list.state]} />
            )}
            {choosing ? (
              <ColumnsForm
                key={`${list.encoding}${list.delimiter}`}
                list={list}
                preview={preview}
                ownSector={ownSector}
                act={act}
              />
            ) : (
              <Outcome list={list} act={act} />
            )}
            {!choosing && (list.state === "checked" || list.state === "imported") && (
              <>
                <VerdictTable counts={list.counts} imported={list.state === "imported"} />
                <RowTable rows={rows} next={next} imported={list.state === "imported"} />
              </>
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <Declared list={list} />
            <History history={history} />
          </BlockStack>
        </Layout.Section>
      </Layout>
      <ConfirmModal
        open={discarding}
        title="Discard this list?"
        words="The file and its rows are forgotten at once. What you declared about the list stays on record. To import it later, upload it again."
        confirm="Discard the list"
        keep="Keep it"
        onConfirm={() => act.submit("discard")}
        onClose={() => setDiscarding(false)}
      />
    </Page>
  );
}

/** What is under way or came of it, and what can be done next. */
function Outcome({ list, act }: { readonly list: ListPage["list"]; readonly act: Act }) {
  const added = list.counts.added ?? 0;
  switch (list.state) {
    case "uploaded":
      return null;
    case "checking":
      return (
        <UnderWay
          words={`${counted(list.progress, "row")} looked at so far. Nothing is stored yet; you need not stay on this page.`}
          share={null}
        />
      );
    case "importing":
      return (
        <UnderWay
          words={`${count(list.progress)} of ${counted(added, "prospect")} added. You need not stay on this page.`}
          share={added ? list.progress / added : 1}
        />
      );
    case "checked":
      return (
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {added > 0 ? `${counted(added, "prospect")} can be added` : "Nobody can be added"}
              </Text>
              <Text as="p">
                This was a dry run: nothing is stored yet. Rows that may not be held are left out, and each is looked at
                again when it is imported.
              </Text>
              <InlineStack gap="300">
                {added > 0 && (
                  <Button variant="primary" loading={act.busy === "import"} onClick={() => act.submit("import")}>
                    {`Import ${counted(added, "prospect")}`}
                  </Button>
                )}
                <Button url="?columns=1">Change the columns</Button>
                <Download list={list} />
              </InlineStack>
            </BlockStack>
          </Card>
        </BlockStack>
      );
    case "imported":
      return (
        <BlockStack gap="400">
          <Banner tone="success" title={`${counted(added, "prospect")} added`}>
            <p>
              Each is decided as every contact is: who is not shown to be a company waits until that is decided. The
              first email to each tells them where you have their data from.
            </p>
          </Banner>
          {list.forgottenAt === null && <Download list={list} />}
        </BlockStack>
      );
    case "discarded":
      return (
        <Banner tone="info" title="This list was discarded">
          <p>Its file and rows have been forgotten. Nobody of it was stored.</p>
        </Banner>
      );
  }
}

/** The rows that were not imported, as a file. */
function Download({ list }: { readonly list: ListPage["list"] }) {
  const { added = 0, ...rejected } = list.counts;
  const total = Object.values(rejected).reduce((sum, rows) => sum + rows, 0);
  if (total === 0) return null;
  return (
    <RowsDownload
      label={`Download the ${counted(total, "row")} ${added > 0 ? "left out" : "of the file with reasons"}`}
      path={`/app/prospects/${list.id}/rejected`}
      name={`not-imported-${list.id}.csv`}
    />
  );
}

function Declared({ list }: { readonly list: ListPage["list"] }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What was declared
        </Text>
        <FactList
          items={[
            { term: "How it came about", description: WAY_WORDS[list.way].label },
            { term: "In your words", description: list.account },
            { term: "File", description: list.fileName },
            { term: "By", description: `${list.uploadedBy}, ${time.minute(list.uploadedAt)}` },
          ]}
        />
      </BlockStack>
    </Card>
  );
}
