import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  Link,
  List,
  Text,
  type BadgeProps,
} from "@shopify/polaris";
import type { SyncRun, SyncSetAside, SyncState } from "@prisma/client";
import type { SetAsideReason } from "~/services/customers/chunks";
import type { Missing } from "~/services/customers/missing";
import { syncFailureWords } from "~/ui/shopifyWords";
import { SET_ASIDE_WORDS } from "~/ui/syncWords";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { MissingData } from "./MissingData";
import { SyncProgress } from "./SyncProgress";
import { isUnderWay } from "./syncUnderWay";

interface Props {
  readonly sync: SyncRun | null;
  readonly lastFinished: SyncRun | null;
  readonly setAside: readonly SyncSetAside[];
  /** The server's time, by which the pace is reckoned. */
  readonly now: Date;
}

export const SYNC_STATE_BADGES: Readonly<
  Record<SyncState, { readonly label: string; readonly tone: BadgeProps["tone"] }>
> = {
  requested: { label: "Waiting to start", tone: "info" },
  running: { label: "Shopify is preparing the data", tone: "info" },
  importing: { label: "Reading", tone: "info" },
  finished: { label: "Up to date", tone: "success" },
  failed: { label: "Failed", tone: "critical" },
  cancelled: { label: "Cancelled", tone: undefined },
};

/** How the store's customers come in: the sync under way, the last one that finished, and what it could not read. */
export function StoreSync({ sync, lastFinished, setAside, now }: Props) {
  const act = useAct({ sync: "Sync started", "cancel-sync": "Sync cancelled" });
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
              {sync && <Badge tone={SYNC_STATE_BADGES[sync.state].tone}>{SYNC_STATE_BADGES[sync.state].label}</Badge>}
            </InlineStack>
            {underWay ? (
              <Button onClick={() => act.submit("cancel-sync")} loading={act.busy === "cancel-sync"}>
                Cancel the sync
              </Button>
            ) : (
              <Button onClick={() => act.submit("sync")} loading={act.busy === "sync"}>
                Sync now
              </Button>
            )}
          </InlineStack>
          <ProblemBanner problem={act.problem} />
          {sync === null && (
            <Text as="p">
              Your customers have not been read yet. It starts by itself within a minute of installing.
            </Text>
          )}
          {sync && underWay && <SyncProgress sync={sync} now={now} />}
          {sync?.state === "failed" && (
            <Banner tone="critical" title="The last sync failed">
              <p>{syncFailureWords(sync.failure)} What was there before is still there.</p>
            </Banner>
          )}
          {sync?.state === "cancelled" && (
            <Text as="p">
              The last sync was cancelled. What it had read by then is kept; the next one reads everything.
            </Text>
          )}
          {lastFinished && <LastFinished run={lastFinished} setAside={setAside} />}
          {lastFinished && <MissingData missing={lastFinished.missing as Missing[]} />}
          <Link url="/app/sync">Sync history</Link>
        </BlockStack>
      </Card>
    </div>
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
              {setAside.map(({ part, line, reason }) => (
                <List.Item
                  key={`${part} ${line}`}
                >{`${part === "companies" ? "Companies" : "Customers"}, line ${count(line)}: ${SET_ASIDE_WORDS[reason as SetAsideReason]}.`}</List.Item>
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
