/** States of a campaign. */
export const CAMPAIGN_STATES = ["draft", "scheduled", "sending", "paused", "finished", "cancelled"] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Why a campaign is paused: by staff, or by itself because every further request would end the same. */
export const PAUSE_REASONS = [
  "staff",
  "sendgrid_key_refused",
  "sendgrid_forbidden",
  "sendgrid_refuses",
  "sendgrid_unclear",
  "request_not_written",
  "app_removed",
  "exclusions_returning",
  "spam_alarm",
  "bounce_alarm",
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** Why a scheduled campaign did not start when its time had come, and is a draft again. */
export const SCHEDULE_FAILURES = [
  "campaign_incomplete",
  "set_up_incomplete",
  "preflight_failed",
  "approval_missing",
  "app_removed",
] as const;
export type ScheduleFailure = (typeof SCHEDULE_FAILURES)[number];

/** What staff or the app itself can do to a campaign. */
export const CAMPAIGN_ACTS = [
  "schedule",
  "unschedule",
  "start",
  "pause",
  "resume",
  "resend",
  "finish",
  "cancel",
] as const;
export type CampaignAct = (typeof CAMPAIGN_ACTS)[number];

const TRANSITIONS: Readonly<Record<CampaignState, Partial<Record<CampaignAct, CampaignState>>>> = {
  draft: { schedule: "scheduled", start: "sending", cancel: "cancelled" },
  scheduled: { unschedule: "draft", start: "sending", cancel: "cancelled" },
  sending: { pause: "paused", resend: "sending", finish: "finished", cancel: "cancelled" },
  paused: { resume: "sending", resend: "paused", cancel: "cancelled" },
  finished: { resend: "sending" },
  cancelled: {},
};

/**
 * The state after an act, or `undefined` when the act is not open in that state. Cancelled is final. Finished changes only when a person sends again what SendGrid had refused (docs/decisions/0023).
 */
export function nextCampaignState(state: CampaignState, act: CampaignAct): CampaignState | undefined {
  return TRANSITIONS[state][act];
}
