import { Banner, Link, List } from "@shopify/polaris";
import type { AlarmingCampaign } from "~/services/campaigns/listAlarming";
import { ALARM_WORDS, percent } from "~/ui/reportWords";

/** Warns of campaigns that too many reported as spam, or whose mails came back too often: the next one would fare the same. Nothing when there is none. */
export function AlarmReminder({ campaigns }: { readonly campaigns: readonly AlarmingCampaign[] }) {
  if (campaigns.length === 0) return null;
  return (
    <Banner tone="critical" title="Look at these campaigns before you send another">
      <List>
        {campaigns.map(({ id, name, alarms }) => (
          <List.Item key={id}>
            <Link url={`/app/campaigns/${id}/report`}>{name}</Link>
            {`: ${alarms.map(({ kind, rate }) => `${ALARM_WORDS[kind].title.toLowerCase()} (${percent(rate, 1)})`).join(", ")}.`}
          </List.Item>
        ))}
      </List>
    </Banner>
  );
}
