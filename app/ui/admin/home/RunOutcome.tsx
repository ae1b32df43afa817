import { BlockStack, List, Text } from "@shopify/polaris";
import type { SyncRun, SyncSetAside } from "@prisma/client";
import type { SetAsideReason } from "~/services/customers/chunks";
import type { Missing } from "~/services/customers/missing";
import { syncFailureWords } from "~/ui/shopifyWords";
import { MISSING_WORDS, SET_ASIDE_WORDS } from "~/ui/syncWords";
import { count, counted, useShopTime } from "../useShopTime";

type Run = Pick<
  SyncRun,
  "state" | "cause" | "finishedAt" | "cancelledBy" | "failure" | "changed" | "gone" | "setAside" | "missing"
> & { readonly setAsideLines: readonly SyncSetAside[] };

/** What came of one sync, in words: its end, what the messages since the sync before had missed, what could not be read. */
export function RunOutcome({ run }: { readonly run: Run }) {
  const time = useShopTime();
  const missed = run.changed + run.gone;
  return (
    <div style={{ whiteSpace: "normal", minWidth: "16rem" }}>
      <BlockStack gap="100">
        {run.state === "failed" && <Text as="span">{syncFailureWords(run.failure)}</Text>}
        {run.state === "cancelled" && <Text as="span">{`Cancelled by ${run.cancelledBy ?? "Twostage"}`}</Text>}
        {run.state === "finished" && run.finishedAt && (
          <Text as="span">{`Finished on ${time.minute(run.finishedAt)}`}</Text>
        )}
        {run.state === "finished" && run.cause === "nightly" && (
          <Text as="span">
            {missed === 0
              ? "Shopify's messages had missed nothing."
              : `Shopify's messages had missed ${counted(missed, "change")}; they are in now.`}
          </Text>
        )}
        {(run.missing as Missing[]).map((code) => (
          <Text as="span" key={code}>
            {`${MISSING_WORDS[code].label}.`}
          </Text>
        ))}
        {run.setAside > 0 && (
          <details>
            <summary>{`${counted(run.setAside, "line")} could not be read`}</summary>
            <List>
              {run.setAsideLines.map(({ part, line, reason }) => (
                <List.Item
                  key={`${part} ${line}`}
                >{`${part === "companies" ? "Companies" : "Customers"}, line ${count(line)}: ${SET_ASIDE_WORDS[reason as SetAsideReason]}`}</List.Item>
              ))}
            </List>
          </details>
        )}
      </BlockStack>
    </div>
  );
}
