import type { Seen } from "~/services/campaigns/startCampaign";

/** What is on the screen when a campaign is started or scheduled, as its form says it. */
export type SeenFields = Readonly<Record<keyof Seen, string>>;
