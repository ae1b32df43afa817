import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  CAMPAIGN_ACTS,
  CAMPAIGN_STATES,
  type CampaignAct,
  type CampaignState,
  nextCampaignState,
} from "~/policy/campaignStates";

const OPEN: Record<CampaignState, Partial<Record<CampaignAct, CampaignState>>> = {
  draft: { schedule: "scheduled", start: "sending", cancel: "cancelled" },
  scheduled: { unschedule: "draft", start: "sending", cancel: "cancelled" },
  sending: { pause: "paused", resend: "sending", finish: "finished", cancel: "cancelled" },
  paused: { resume: "sending", resend: "paused", cancel: "cancelled" },
  finished: { resend: "sending" },
  cancelled: {},
};

describe("a campaign", () => {
  it.each(CAMPAIGN_STATES.flatMap((state) => CAMPAIGN_ACTS.map((act) => [state, act, OPEN[state][act]] as const)))(
    "that is %s, on %s, becomes %s",
    (state, act, next) => {
      expect(nextCampaignState(state, act)).toBe(next);
    },
  );

  it("that is cancelled never changes again, and one that is finished only by sending again what was refused", () => {
    for (const act of CAMPAIGN_ACTS) expect(nextCampaignState("cancelled", act)).toBeUndefined();
    expect(CAMPAIGN_ACTS.filter((act) => nextCampaignState("finished", act))).toEqual(["resend"]);
  });

  it("has its state written in one file only, which goes by that table", () => {
    const root = path.resolve("app");
    const writers = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .filter((name) =>
        /UPDATE campaign(?!_)\b[^`"]*?\bSET\b[^`"]*?\bstate = (?!ANY)[^`"]*?WHERE/s.test(
          readFileSync(path.join(root, name), "utf8"),
        ),
      );
    expect(writers.map((name) => path.basename(name))).toEqual(["moveCampaign.ts"]);
  });
});
