/** States of a campaign. */
export const CAMPAIGN_STATES = ["draft", "scheduled", "sending", "paused", "finished", "cancelled"] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Why a campaign is paused: by staff, or by itself because every further request would be refused too. */
export type PauseReason =
  "staff" | "sendgrid_key_refused" | "sendgrid_forbidden" | "app_removed" | "exclusions_returning";

/** What staff or the app itself can do to a campaign. */
export type CampaignAct = "schedule" | "unschedule" | "start" | "pause" | "resume" | "finish" | "cancel";

const TRANSITIONS: Readonly<Record<CampaignState, Partial<Record<CampaignAct, CampaignState>>>> = {
  draft: { schedule: "scheduled", start: "sending", cancel: "cancelled" },
  scheduled: { unschedule: "draft", start: "sending", cancel: "cancelled" },
  sending: { pause: "paused", finish: "finished", cancel: "cancelled" },
  paused: { resume: "sending", cancel: "cancelled" },
  finished: {},
  cancelled: {},
};

/** The state after an act, or `undefined` when the act is not open in that state. Finished and cancelled are final. */
export function nextCampaignState(state: CampaignState, act: CampaignAct): CampaignState | undefined {
  return TRANSITIONS[state][act];
}
