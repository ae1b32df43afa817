import { useState } from "react";
import { Banner, BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import type { LiveProgress, StoredDecisions } from "~/services/campaigns/readProgress";
import type { CampaignFeedback } from "~/services/feedback/readThemes";
import { pauseReasonPlace, pauseReasonWords } from "~/ui/campaignWords";
import { CampaignStateBadge } from "../badges";
import { Breakdown } from "../Breakdown";
import { FactList } from "../FactList";
import { CampaignFeedbackCard } from "../feedback/CampaignFeedbackCard";
import { ConfirmModal } from "../ConfirmModal";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { counted, useShopTime } from "../useShopTime";
import { MailPreview } from "./MailPreview";
import { ProgressCard } from "./ProgressCard";
import { useLiveProgress } from "./useLiveProgress";

/** A started campaign, as its page shows it. */
interface StartedCampaign {
  readonly id: number;
  readonly name: string;
  readonly pauseReason: string | null;
  readonly purpose: string;
  readonly audienceName: string;
  readonly audienceRationale: string;
  readonly startedAt: Date | null;
  readonly startedBy: string | null;
  readonly finishedAt: Date | null;
}

interface Props {
  readonly campaign: StartedCampaign;
  readonly live: LiveProgress;
  readonly decisions: StoredDecisions;
  readonly mail: { readonly subject: string; readonly html: string; readonly text: string } | null;
  /** Whether SendGrid may still report what became of the mails. */
  readonly settling: boolean;
  /** What people said about it; nothing for one that was never started. */
  readonly feedback: CampaignFeedback | undefined;
}

/** A campaign from its start on: live progress, what staff can do to it, and its result. */
export function RunPage({ campaign, live: shown, decisions, mail, settling, feedback }: Props) {
  const act = useAct({
    pause: "Campaign paused",
    resume: "Campaign resumed",
    cancel: "Campaign cancelled",
    resend: "What was refused is sent again",
  });
  const [resending, setResending] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const followed = shown.state === "sending";
  // What was in flight when it was paused is answered yet, and a colleague may resume it.
  const { state, audienceBuilt, progress } = useLiveProgress(
    campaign.id,
    shown,
    followed || settling || shown.state === "paused",
    followed ? 1500 : 5000,
  );
  const sending = state === "sending";
  const open = sending || state === "paused";
  const busy = act.busy !== undefined;
  return (
    <Page
      title={campaign.name}
      titleMetadata={<CampaignStateBadge state={state} />}
      backAction={{ content: "Campaigns", url: "/app/campaigns" }}
      primaryAction={
        state === "paused"
          ? { content: "Resume", onAction: () => act.submit("resume"), loading: act.busy === "resume", disabled: busy }
          : undefined
      }
      secondaryActions={[
        ...(sending
          ? [{ content: "Pause", onAction: () => act.submit("pause"), loading: act.busy === "pause", disabled: busy }]
          : []),
        ...(campaign.startedAt ? [{ content: "Report", url: `/app/campaigns/${campaign.id}/report` }] : []),
        { content: "Duplicate", onAction: () => act.submit("duplicate"), disabled: busy },
        ...(progress.resendable > 0 && state !== "cancelled"
          ? [{ content: "Send refused again", onAction: () => setResending(true), disabled: busy }]
          : []),
        ...(open
          ? [{ content: "Cancel campaign", destructive: true, onAction: () => setCancelling(true), disabled: busy }]
          : []),
      ]}
    >
      <BlockStack gap="400">
        <ProblemBanner problem={act.problem} />
        {state === "paused" && (
          <Banner tone="warning" title="Paused" action={pauseReasonPlace(campaign.pauseReason, campaign.id)}>
            <p>{`${pauseReasonWords(campaign.pauseReason)} Nobody is skipped and nobody is mailed twice when you resume.`}</p>
          </Banner>
        )}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {campaign.startedAt ? (
                <ProgressCard state={state} audienceBuilt={audienceBuilt} progress={progress} />
              ) : (
                <Banner title="This draft was discarded">
                  <p>Nothing was sent.</p>
                </Banner>
              )}
              {mail && <MailPreview mail={mail} note="The content as it was fixed when the campaign was started." />}
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              {shown.audienceBuilt && (
                <Card>
                  <BlockStack gap="400">
                    <BlockStack gap="100">
                      <Text as="h2" variant="headingMd">
                        Who was in and who was out
                      </Text>
                      <Text as="p" tone="subdued">
                        As it was decided and stored for each customer when the campaign was started.
                      </Text>
                    </BlockStack>
                    <Breakdown byBasis={decisions.byBasis} byReason={decisions.byReason} />
                  </BlockStack>
                </Card>
              )}
              {feedback && campaign.startedAt && <CampaignFeedbackCard feedback={feedback} />}
              <About campaign={campaign} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
      <ConfirmModal
        open={cancelling}
        title="Cancel this campaign?"
        words="No further email is handed over. Emails that have been handed over cannot be called back, and a cancelled campaign cannot be resumed."
        confirm="Cancel campaign"
        keep="Keep it"
        onConfirm={() => act.submit("cancel")}
        onClose={() => setCancelling(false)}
      />
      <ConfirmModal
        open={resending}
        title="Send again what SendGrid refused?"
        words={`SendGrid refused ${counted(progress.resendable, "email")} in whole batches, and says so itself: none of them went. Everybody is decided again. Emails of which it is not known whether they went are never sent again.`}
        confirm="Send again"
        keep="Not now"
        onConfirm={() => act.submit("resend")}
        onClose={() => setResending(false)}
      />
    </Page>
  );
}

function About({ campaign }: { readonly campaign: StartedCampaign }) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What it was for
        </Text>
        <FactList
          items={[
            { term: "Purpose", description: campaign.purpose || "Not given" },
            { term: "Audience", description: campaign.audienceName || "Not given" },
            { term: "Why these people", description: campaign.audienceRationale || "Not given" },
            ...(campaign.startedAt
              ? [
                  {
                    term: "Started",
                    description: `${time.minute(campaign.startedAt)}${campaign.startedBy ? ` by ${campaign.startedBy}` : ""}`,
                  },
                ]
              : []),
            ...(campaign.finishedAt ? [{ term: "Ended", description: time.minute(campaign.finishedAt) }] : []),
          ]}
        />
      </BlockStack>
    </Card>
  );
}
