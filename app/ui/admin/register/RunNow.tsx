import { useState } from "react";
import { Banner, BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import { ConfirmModal } from "../ConfirmModal";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { count, counted } from "../useShopTime";

interface Props {
  readonly toRemove: number;
  readonly goneToRemove: number;
  readonly months: number;
  readonly underWay: boolean;
}

/** What a run would remove now, what stays, and the button that does it. */
export function RunNow({ toRemove, goneToRemove, months, underWay }: Props) {
  const act = useAct({ run: "The rule is being run" });
  const [asking, setAsking] = useState(false);
  const all = toRemove + goneToRemove;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {all === 0 ? "Nobody would be removed now" : `${counted(all, "contact")} would be removed now`}
        </Text>
        <ProblemBanner problem={act.problem} />
        {underWay && (
          <Banner tone="info" title="A run is under way">
            <p>You need not stay on this page.</p>
          </Banner>
        )}
        <List>
          <List.Item>{`They are those of whom nothing has been heard for ${months} months and whom no consent holds. They are listed below.`}</List.Item>
          {goneToRemove > 0 && (
            <List.Item>{`${counted(goneToRemove, "contact")} of them ${goneToRemove === 1 ? "is" : "are"} not listed: gone from your store already, with only what was kept of them here.`}</List.Item>
          )}
          <List.Item>
            Their name, address, company, tags and evidence are removed here, and their address in old campaigns. The
            customers in your Shopify store are not touched.
          </List.Item>
          <List.Item>
            What stays holds no address: the counts and bases of campaigns, the consent ledger, and their place on the
            exclusion list, which goes on protecting them.
          </List.Item>
          <List.Item>
            Whoever orders again comes back by the next sync. Whoever has an email on its way waits for the next run.
          </List.Item>
        </List>
        <InlineStack>
          <Button
            variant="primary"
            tone="critical"
            disabled={all === 0 || underWay}
            loading={act.busy === "run"}
            onClick={() => setAsking(true)}
          >
            Remove them now
          </Button>
        </InlineStack>
        <ConfirmModal
          open={asking}
          title={`Remove ${counted(all, "contact")}?`}
          words={`The personal data of ${count(all)} of your contacts is removed from this app for good. It cannot be brought back, but by a new order in your store.`}
          confirm={`Remove ${counted(all, "contact")}`}
          keep="Keep them"
          onConfirm={() => act.submit("run", { seenMonths: String(months) })}
          onClose={() => setAsking(false)}
        />
      </BlockStack>
    </Card>
  );
}
