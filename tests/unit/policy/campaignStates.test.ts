import { describe, expect, it } from "vitest";
import { CAMPAIGN_STATES, type CampaignAct, type CampaignState, nextCampaignState } from "~/policy/campaignStates";

const ACTS: readonly CampaignAct[] = ["schedule", "unschedule", "start", "pause", "resume", "finish", "cancel"];
const OPEN: Record<CampaignState, Partial<Record<CampaignAct, CampaignState>>> = {
  draft: { schedule: "scheduled", start: "sending", cancel: "cancelled" },
  scheduled: { unschedule: "draft", start: "sending", cancel: "cancelled" },
  sending: { pause: "paused", finish: "finished", cancel: "cancelled" },
  paused: { resume: "sending", cancel: "cancelled" },
  finished: {},
  cancelled: {},
};

describe("a campaign", () => {
  it.each(CAMPAIGN_STATES.flatMap((state) => ACTS.map((act) => [state, act, OPEN[state][act]] as const)))(
    "that is %s, on %s, becomes %s",
    (state, act, next) => {
      expect(nextCampaignState(state, act)).toBe(next);
    },
  );

  it.each(["finished", "cancelled"] as const)("that is %s never changes again", (state) => {
    for (const act of ACTS) expect(nextCampaignState(state, act)).toBeUndefined();
  });
});
