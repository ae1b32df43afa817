import { useState } from "react";
import { useSearchParams } from "@remix-run/react";
import { Banner, BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import type { ConsentImport } from "~/services/consentImports/findImport";
import type { ImportPage } from "~/services/consentImports/readImport";
import {
  countOf,
  IMPORT_VERDICTS,
  RECORDED,
  WITH_EVIDENCE,
  WITHOUT_EVIDENCE,
} from "~/services/consentImports/verdicts";
import { IMPORT_STATE_WORDS, IMPORT_STEPS, IMPORT_VERDICT_WORDS } from "~/ui/consentImportWords";
import { ConfirmModal } from "../ConfirmModal";
import { FactList } from "../FactList";
import { RowsDownload } from "../uploads/RowsDownload";
import { Steps } from "../uploads/Steps";
import { UnderWay } from "../uploads/UnderWay";
import { VerdictList } from "../uploads/VerdictList";
import { useAct, type Act } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { ImportColumns } from "./ImportColumns";
import { ImportRows } from "./ImportRows";
import { SignImport } from "./SignImport";
import { WhyNoMail } from "./WhyNoMail";

const STEP_OF = { uploaded: 1, checking: 2, checked: 2, importing: 3, imported: 4, discarded: 4 } as const;

/** A file of consents on its way to the ledger. */
export function ImportView({ page }: { readonly page: ImportPage }) {
  const { found, preview, rows, next } = page;
  const [params, setParams] = useSearchParams();
  // Once the columns have been chosen anew, the page is the dry run's again.
  const act = useAct({ discard: "File discarded" }, () => params.has("columns") && setParams({}));
  const [discarding, setDiscarding] = useState(false);
  const choosing = found.state === "uploaded" || (found.state === "checked" && params.has("columns"));
  const open = found.state === "uploaded" || found.state === "checking" || found.state === "checked";
  return (
    <Page
      title={found.name}
      subtitle={IMPORT_STATE_WORDS[found.state]}
      backAction={{ content: "Consents collected elsewhere", url: "/app/consents/import" }}
      secondaryActions={
        open ? [{ content: "Discard the file", destructive: true, onAction: () => setDiscarding(true) }] : []
      }
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {found.state !== "discarded" && (
              <Steps steps={IMPORT_STEPS} current={choosing ? 1 : STEP_OF[found.state]} />
            )}
            {choosing ? (
              <ImportColumns key={`${found.encoding}${found.delimiter}`} found={found} preview={preview} act={act} />
            ) : (
              <Outcome found={found} act={act} />
            )}
            {!choosing && (found.state === "checked" || found.state === "imported") && (
              <>
                <VerdictList
                  imported={found.state === "imported"}
                  verdicts={IMPORT_VERDICTS.flatMap((verdict) => {
                    const amount = found.counts[verdict] ?? 0;
                    return amount > 0 ? [{ verdict, rows: amount, ...IMPORT_VERDICT_WORDS[verdict] }] : [];
                  })}
                />
                <SetAside found={found} />
                <ImportRows rows={rows} next={next} />
              </>
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <WhyNoMail />
            <Signed found={found} />
          </BlockStack>
        </Layout.Section>
      </Layout>
      <ConfirmModal
        open={discarding}
        title="Discard this file?"
        words="The file and its rows are forgotten at once. To import it later, upload it again."
        confirm="Discard the file"
        keep="Keep it"
        onConfirm={() => act.submit("discard")}
        onClose={() => setDiscarding(false)}
      />
    </Page>
  );
}

/** What is under way or came of it, and what can be done next. */
function Outcome({ found, act }: { readonly found: ConsentImport; readonly act: Act }) {
  const total = countOf(found.counts, RECORDED);
  switch (found.state) {
    case "uploaded":
      return null;
    case "checking":
      return (
        <UnderWay
          words={`${counted(found.progress, "row")} looked at so far. Nothing is stored yet; you need not stay on this page.`}
          share={null}
        />
      );
    case "checked":
      return <SignImport found={found} act={act} />;
    case "importing":
      return (
        <UnderWay
          words={`${count(found.progress)} of ${counted(total, "row")} taken in. You need not stay on this page.`}
          share={total ? found.progress / total : 1}
        />
      );
    case "imported":
      return (
        <Banner
          tone="success"
          title={`${counted(countOf(found.counts, WITH_EVIDENCE), "consent")} with evidence taken in, ${countOf(found.counts, WITHOUT_EVIDENCE)} unconfirmed`}
        >
          <p>
            Customers with these addresses are decided accordingly, and customers who come later too. Nobody was mailed.
          </p>
        </Banner>
      );
    case "discarded":
      return (
        <Banner tone="info" title="This file was discarded">
          <p>The file and its rows have been forgotten. Nothing of it was taken in.</p>
        </Banner>
      );
  }
}

/** The rows of which nothing is taken in, as a file, until they are forgotten. */
function SetAside({ found: { id, counts, forgottenAt } }: { readonly found: ConsentImport }) {
  const total = countOf(
    counts,
    IMPORT_VERDICTS.filter((verdict) => !RECORDED.includes(verdict)),
  );
  if (total === 0 || forgottenAt !== null) return null;
  return (
    <RowsDownload
      label={`Download the ${counted(total, "row")} set aside, with reasons`}
      path={`/app/consents/import/${id}/set-aside`}
      name={`set-aside-${id}.csv`}
    />
  );
}

function Signed({ found }: { readonly found: ConsentImport }) {
  const time = useShopTime();
  const uploaded = [
    { term: "File", description: found.fileName },
    { term: "Uploaded", description: `${found.uploadedBy}, ${time.minute(found.uploadedAt)}` },
  ];
  const signed =
    found.signedBy && found.signedAt
      ? [
          { term: "Signed by", description: `${found.signedBy}, ${time.minute(found.signedAt)}` },
          { term: "Logged in", description: found.recordedBy ?? "" },
          { term: "What was signed", description: found.statement ?? "" },
        ]
      : [];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          On record
        </Text>
        <FactList items={[...uploaded, ...signed]} />
      </BlockStack>
    </Card>
  );
}
