import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { CampaignFeedback } from "~/services/feedback/readThemes";
import { counted } from "../useShopTime";
import { ThemeTable } from "./ThemeTable";

/** What people said about a campaign, beside what came of it (P15). */
export function CampaignFeedbackCard({ feedback }: { readonly feedback: CampaignFeedback }) {
  const { campaignId, cases, complaints, optOuts, themes } = feedback;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What people said
        </Text>
        <Text as="p">
          {cases === 0
            ? "Nobody has written about this campaign yet."
            : `${counted(cases, "case")}, ${counted(complaints, "complaint or objection", "complaints or objections")}.`}
          {optOuts > 0 && ` ${counted(optOuts, "recipient")} opted out by it.`}
        </Text>
        {cases > 0 && <Link url={`/app/feedback?campaign=${campaignId}`}>See them on the feedback desk</Link>}
        <ThemeTable themes={themes} />
      </BlockStack>
    </Card>
  );
}
