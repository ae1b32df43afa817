import { Banner } from "@shopify/polaris";
import type { DeskCounts } from "~/services/feedback/listCases";
import { counted, useShopTime } from "../useShopTime";

/** Warns of feedback that should have been dealt with (P14); nothing when none is overdue. */
export function OverdueFeedback({ overdue, since }: DeskCounts) {
  const time = useShopTime();
  if (overdue === 0 || !since) return null;
  return (
    <Banner
      tone="critical"
      title={`${counted(overdue, "feedback case is", "feedback cases are")} overdue`}
      action={{ content: "See what is overdue", url: "/app/feedback?overdue=yes" }}
    >
      <p>{`The oldest was due on ${time.day(since)}. Complaints must be acknowledged within 30 days by law.`}</p>
    </Banner>
  );
}
