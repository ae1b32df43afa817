import { BlockStack, Card, InlineGrid, InlineStack, ProgressBar, Spinner, Text } from "@shopify/polaris";
import type { CampaignState } from "~/policy/campaignStates";
import type { CampaignProgress } from "~/services/campaigns/readProgress";
import { count, counted, useShopTime } from "../useShopTime";

interface Props {
  readonly state: CampaignState;
  readonly audienceBuilt: boolean;
  readonly progress: CampaignProgress;
}

const TITLES: Readonly<Record<CampaignState, string>> = {
  draft: "Progress",
  scheduled: "Progress",
  sending: "Sending",
  paused: "Paused",
  finished: "Result",
  cancelled: "Cancelled",
};

/** How far a campaign is, or what came of it. The accounts balance: every eligible customer is in one of the figures. */
export function ProgressCard({ state, audienceBuilt, progress }: Props) {
  const time = useShopTime();
  if (!audienceBuilt) {
    return (
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {TITLES[state]}
          </Text>
          {state === "sending" ? (
            <InlineStack gap="200" blockAlign="center">
              <Spinner size="small" accessibilityLabel="Deciding" />
              <Text as="p">Deciding for every customer of the audience whether they may be mailed.</Text>
            </InlineStack>
          ) : (
            <Text as="p">It was stopped before it was decided who may be mailed. Nothing was sent.</Text>
          )}
        </BlockStack>
      </Card>
    );
  }
  const { eligible, remaining } = progress;
  const handled = eligible - remaining;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {TITLES[state]}
          </Text>
          <ProgressBar
            progress={eligible === 0 ? 100 : (handled / eligible) * 100}
            tone={state === "finished" ? "success" : "highlight"}
            ariaLabelledBy="campaign-progress"
          />
          <Text as="p" tone="subdued" id="campaign-progress">
            {`${count(handled)} of ${count(eligible)} handled${progress.ratePerSecond === null ? "" : `, about ${paceInWords(progress.ratePerSecond)}`}${progress.secondsLeft === null ? "" : `, ${secondsInWords(progress.secondsLeft)} left`}.`}
          </Text>
          {progress.waitsUntil && (
            <Text as="p">{`Waits, and goes on by itself on ${time.minute(progress.waitsUntil)} or when SendGrid takes more.`}</Text>
          )}
        </BlockStack>
        <InlineGrid columns={{ xs: 2, md: 3 }} gap="400">
          <Figure value={progress.accepted} label="Handed to SendGrid" />
          {state === "cancelled" ? (
            <Figure value={progress.cancelled} label="Never handed over" />
          ) : (
            <Figure value={remaining} label="Still to go" />
          )}
          <Figure value={progress.delivered} label="Delivered" note="Reported by SendGrid" />
          <Figure value={progress.bounced} label="Bounced" note="Reported by SendGrid; put on the exclusion list" />
          <Figure
            value={progress.withheld}
            label="Withheld"
            note="Could no longer be mailed when decided again at hand-over"
          />
          <Figure value={progress.refused} label="Refused" note="SendGrid did not take them" />
          {progress.unknown > 0 && (
            <Figure
              value={progress.unknown}
              label="Not known"
              note="SendGrid did not answer, and has reported on none of them. They may have been sent, so they are not sent again: nobody gets an email twice."
            />
          )}
          <Figure
            value={progress.ineligible}
            label="Left out"
            note="Decided at the start that they may not be mailed"
          />
        </InlineGrid>
      </BlockStack>
    </Card>
  );
}

/** A plan may let fewer than one go in a second. */
function paceInWords(perSecond: number): string {
  return perSecond >= 1
    ? `${count(perSecond)} a second`
    : `${count(Math.max(1, Math.round(perSecond * 3600)))} an hour`;
}

/** A wait as people say it: `less than a minute`, `12 minutes`, `3 hours`, `4 days`. */
function secondsInWords(seconds: number): string {
  if (seconds < 60) return "less than a minute";
  if (seconds < 90 * 60) return counted(Math.round(seconds / 60), "minute");
  return seconds < 48 * 3600
    ? counted(Math.round(seconds / 3600), "hour")
    : counted(Math.round(seconds / 86_400), "day");
}

function Figure({ value, label, note }: { readonly value: number; readonly label: string; readonly note?: string }) {
  return (
    <BlockStack gap="050">
      <Text as="p" fontWeight="medium">
        {label}
      </Text>
      <Text as="p" variant="headingLg" numeric>
        {count(value)}
      </Text>
      {note && (
        <Text as="p" variant="bodySm" tone="subdued">
          {note}
        </Text>
      )}
    </BlockStack>
  );
}
