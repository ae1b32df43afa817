import { Banner } from "@shopify/polaris";
import type { RequestsDue } from "~/services/privacy/listRequests";
import { counted } from "../useShopTime";

/** Warns of requests about people's data that are overdue, or due within a week; nothing otherwise. */
export function PrivacyReminder({ overdue, soon }: RequestsDue) {
  if (overdue + soon === 0) return null;
  const parts = [
    overdue > 0 && `${counted(overdue, "request")} about people’s data ${overdue === 1 ? "is" : "are"} overdue`,
    soon > 0 &&
      `${counted(soon, overdue > 0 ? "other" : "request about people’s data", overdue > 0 ? "others" : "requests about people’s data")} ${soon === 1 ? "is" : "are"} due within a week`,
  ].filter((part) => part !== false);
  return (
    <Banner
      tone={overdue > 0 ? "critical" : "warning"}
      title={`${parts.join(", and ")}.`}
      action={{ content: "See the requests", url: "/app/privacy" }}
    >
      <p>By law they must be answered within one month of their receipt.</p>
    </Banner>
  );
}
