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

/** Whether code changes the state of a campaign, by SQL or by Prisma. */
function writesState(code: string): boolean {
  const bySql = /UPDATE campaign(?!_)\b[^`"]*?\bSET\b[^`"]*?\bstate = (?!ANY)[^`"]*?WHERE/s;
  const byPrisma =
    /\.campaign\.(?:update|upsert|updateMany|updateManyAndReturn)\((?:(?!\);).)*?\b(?:data|update): \{[^}]*?\bstate\b/s;
  return bySql.test(code) || byPrisma.test(code);
}

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
      .filter((name) => writesState(readFileSync(path.join(root, name), "utf8")));
    expect(writers.map((name) => path.basename(name))).toEqual(["moveCampaign.ts"]);
  });

  it.each([
    ["by SQL", "UPDATE campaign SET name = $2, state = 'sending' WHERE shop_id = $1", true],
    ["by Prisma", 'prisma().campaign.update({ where: { id }, data: { state: "sending" } })', true],
    ["of many by Prisma", "tx.campaign.updateMany({ where, data: { name, state } })", true],
    ["by making or changing one", 'tx.campaign.upsert({ where, create, update: { state: "paused" } })', true],
    ["of what is chosen only", "UPDATE campaign SET name = $2 WHERE shop_id = $1 AND state = 'draft'", false],
    ["of what Prisma chooses only", 'tx.campaign.updateMany({ where: { state: "draft" }, data: { name } })', false],
    ["of another thing", 'tx.campaignApproval.update({ where, data: { state: "open" } })', false],
  ])("would be found to have it written %s", (_how, code, found) => {
    expect(writesState(code)).toBe(found);
  });
});
