import { Banner, BlockStack } from "@shopify/polaris";
import type { ReportsFailure } from "~/services/shops/mailReports";

/** Whether SendGrid's reports are taken, and why setting them up failed the last time. */
export interface StoredReports {
  readonly inForce: boolean;
  readonly failure: string | null;
}

const NEXT: Readonly<Record<string, string>> = {
  not_allowed:
    "The key may not set up event webhooks. In SendGrid, under Settings, API Keys, give it the permission for Event Webhook settings, then save here again.",
  no_room:
    "Your SendGrid account has as many event webhooks as it may have. In SendGrid, under Settings, Mail Settings, Event Webhooks, remove one that is not needed, then save here again.",
  refused: "SendGrid refused to set it up. Save here again; if it stays so, tell whoever runs this app.",
  unreachable: "SendGrid did not answer. Wait a minute and save here again.",
} satisfies Record<ReportsFailure, string>;

/** Says that SendGrid reports nothing, or that it is not sure, and what to do. Nothing while all is well. */
export function ReportsBanner({ inForce, failure }: StoredReports) {
  if (inForce && failure === null) return null;
  return (
    <Banner
      tone={inForce ? "warning" : "critical"}
      title={
        inForce
          ? "The app could not make sure that SendGrid still reports back to it"
          : "SendGrid does not report back to the app"
      }
    >
      <BlockStack gap="200">
        <p>
          {inForce
            ? "What was set up before still counts. Should it be gone, nobody would hear of bounces, spam reports and unsubscribes."
            : "Nobody would hear of bounces, spam reports and unsubscribes, so no campaign can start."}
        </p>
        <p>{NEXT[failure ?? ""] ?? "Save here again: the app then sets it up."}</p>
      </BlockStack>
    </Banner>
  );
}
