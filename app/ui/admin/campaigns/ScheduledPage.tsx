import { useState } from "react";
import { Banner, BlockStack, Card, Layout, List, Page, Text } from "@shopify/polaris";
import type { DraftPreview } from "~/services/campaigns/readDraft";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";
import { CampaignStateBadge } from "../badges";
import { Breakdown } from "../Breakdown";
import { ConfirmModal } from "../ConfirmModal";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { useRefreshFrom } from "../useRefresh";
import { counted, useShopTime } from "../useShopTime";
import { MailPreview } from "./MailPreview";
import { planInWords } from "./planForm";

interface Props {
  readonly name: string;
  readonly draft: DraftPreview;
  readonly options: SendingOptions;
}

const LOOK_AGAIN_MS = 5_000;

/** A campaign that waits for its time: what will go, to whom as of now, and the way back. */
export function ScheduledPage({ name, draft, options }: Props) {
  const act = useAct({ unschedule: "Taken off the schedule", cancel: "Campaign cancelled" });
  const time = useShopTime();
  const [cancelling, setCancelling] = useState(false);
  useRefreshFrom(options.scheduledFor, LOOK_AGAIN_MS);
  const busy = act.busy !== undefined;
  return (
    <Page
      title={name}
      titleMetadata={<CampaignStateBadge state="scheduled" />}
      backAction={{ content: "Campaigns", url: "/app/campaigns" }}
      primaryAction={{
        content: "Take off the schedule",
        onAction: () => act.submit("unschedule"),
        loading: act.busy === "unschedule",
        disabled: busy,
      }}
      secondaryActions={[
        { content: "Cancel campaign", destructive: true, onAction: () => setCancelling(true), disabled: busy },
      ]}
    >
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        <Banner
          tone="info"
          title={options.scheduledFor ? `Starts on ${time.minute(options.scheduledFor)}` : "Waits for its time"}
        >
          <p>Who gets it is decided then. To change it, take it off the schedule first.</p>
        </Banner>
        <Layout>
          <Layout.Section>
            <MailPreview mail={draft.mail} note="Shows the mail as it will go out." />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    When and how fast
                  </Text>
                  <List>
                    {planInWords(options).map((words) => (
                      <List.Item key={words}>{words}</List.Item>
                    ))}
                  </List>
                </BlockStack>
              </Card>
              <Card>
                <BlockStack gap="400">
                  <BlockStack gap="100">
                    <Text as="h2" variant="headingMd">
                      Who would get it now
                    </Text>
                    <Text as="p" tone="subdued">
                      {`${counted(draft.audience.selected, "customer")} in the audience. It is decided anew when the campaign starts.`}
                    </Text>
                  </BlockStack>
                  <Breakdown byBasis={draft.audience.byBasis} byReason={draft.audience.byReason} />
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
      <ConfirmModal
        open={cancelling}
        title="Cancel this campaign?"
        words="Nothing is sent, and a cancelled campaign cannot be scheduled again."
        confirm="Cancel campaign"
        keep="Keep it"
        onConfirm={() => act.submit("cancel")}
        onClose={() => setCancelling(false)}
      />
    </Page>
  );
}
