import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  List,
  ProgressBar,
  Text,
  type BadgeProps,
} from "@shopify/polaris";
import type { SyncRun, SyncSetAside, SyncState } from "@prisma/client";
import type { SetAsideReason } from "~/services/customers/importStore";
import { syncFailureWords } from "~/ui/shopifyWords";
import { SET_ASIDE_WORDS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { isUnderWay } from "./syncUnderWay";

interface Props {
  readonly sync: SyncRun | null;
  readonly lastFinished: SyncRun | null;
  readonly setAside: readonly SyncSetAside[];
}

const STATE_BADGES: Readonly<Record<SyncState, { readonly label: string; readonly tone: BadgeProps["tone"] }>> = {
  requested: { label: "Waiting to start", tone: "info" },
  running: { label: "Shopify is preparing the customers", tone: "info" },
  importing: { label: "Reading the customers", tone: "info" },
  finished: { label: "Up to date", tone: "success" },
  failed: { label: "Failed", tone: "critical" },
  cancelled: { label: "Cancelled", tone: undefined },
};

/** How the store's customers come in: the sync under way, the last one that finished, and what it could not read. */
export function StoreSync({ sync, lastFinished, setAside }: Props) {
  const act = useAct({ sync: "Sync started" });
  const underWay = isUnderWay(sync);
  return (
    <div id="store-sync">
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <InlineStack gap="200" align="start" blockAlign="center">
              <Text as="h2" variant="headingMd">
                Store sync
              </Text>
              {sync && <Badge tone={STATE_BADGES[sync.state].tone}>{STATE_BADGES[sync.state].label}</Badge>}
            </InlineStack>
            <Button onClick={() => act.submit("sync")} loading={act.busy === "sync"} disabled={underWay}>
              Sync now
            </Button>
          </InlineStack>
          <ProblemBanner problem={act.problem} />
          {sync === null && (
            <Text as="p">
              Your customers have not been read yet. It starts by itself within a minute of installing.
            </Text>
          )}
          {sync && underWay && <Progress sync={sync} />}
          {sync?.state === "failed" && (
            <Banner tone="critical" title="The last sync failed">
              <p>{syncFailureWords(sync.failure)} What was there before is still there.</p>
            </Banner>
          )}
          {lastFinished && <LastFinished run={lastFinished} setAside={setAside} />}
        </BlockStack>
      </Card>
    </div>
  );
}

function Progress({ sync }: { readonly sync: SyncRun }) {
  const share = sync.expected > 0 ? Math.min(100, (sync.rows / sync.expected) * 100) : 0;
  const words =
    sync.state === "importing"
      ? `${count(sync.rows)} of ${counted(sync.expected, "customer")} read`
      : sync.expected > 0
        ? `Shopify has prepared ${counted(sync.expected, "customer")} so far`
        : "Shopify is asked for all customers. You need not stay on this page.";
  return (
    <BlockStack gap="200">
      <ProgressBar progress={share} size="small" tone="highlight" ariaLabelledBy="sync-progress" />
      <Text as="p" id="sync-progress" tone="subdued">
        {words}
      </Text>
    </BlockStack>
  );
}

function LastFinished({ run, setAside }: { readonly run: SyncRun; readonly setAside: readonly SyncSetAside[] }) {
  const time = useShopTime();
  return (
    <BlockStack gap="200">
      <Text as="p">
        {run.finishedAt && `Last finished on ${time.minute(run.finishedAt)}: `}
        {`${counted(run.rows, "customer")} read, ${count(run.changed)} new or changed, ${count(run.gone)} gone from the store.`}
      </Text>
      {run.setAside > 0 && (
        <Banner tone="warning" title={`${counted(run.setAside, "line")} of Shopify's file could not be read`}>
          <BlockStack gap="200">
            <Text as="p">All others were. What could not be read is mailed to nobody.</Text>
            <List>
              {setAside.map(({ line, reason }) => (
                <List.Item key={line}>{`Line ${count(line)}: ${SET_ASIDE_WORDS[reason as SetAsideReason]}.`}</List.Item>
              ))}
            </List>
            {run.setAside > setAside.length && (
              <Text as="p">{`And ${count(run.setAside - setAside.length)} more.`}</Text>
            )}
          </BlockStack>
        </Banner>
      )}
    </BlockStack>
  );
}
