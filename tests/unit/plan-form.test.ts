import { describe, expect, it } from "vitest";
import { planForm, planInWords, planValues, samePlan, type PlanValues } from "~/ui/admin/campaigns/planForm";

const VALUES: PlanValues = {
  windowDays: "1,2",
  windowFrom: "09:00",
  windowUntil: "17:00",
  perHour: "",
  perDay: "",
  warmUp: "no",
};

describe("the form of a plan", () => {
  it.each([
    ["17:00", 1020],
    ["00:01", 1],
    ["00:00", 1440],
    ["", null],
    ["5 pm", NaN],
  ])("reads a window until %s as minute %s", (windowUntil, minute) => {
    expect(planForm.parse({ ...VALUES, windowUntil }).windowUntil).toBe(minute);
  });

  it("reads a window from midnight as from the beginning of the day", () => {
    expect(planForm.parse({ ...VALUES, windowFrom: "00:00" }).windowFrom).toBe(0);
  });

  it("shows a window until midnight as its field can, and as the end of the day in words", () => {
    const plan = planForm.parse({ ...VALUES, windowUntil: "00:00" });
    expect(planValues({ plan })).toEqual({ ...VALUES, windowUntil: "00:00" });
    expect(planInWords({ plan })[0]).toContain("from 09:00 until 24:00");
  });

  it.each<[what: string, same: boolean, change: Partial<PlanValues>]>([
    ["nothing changed", true, {}],
    ["a limit written otherwise", true, { perHour: "0500" }],
    ["another limit", false, { perHour: "50" }],
    ["no limit", false, { perHour: "" }],
    ["a limit that is none", false, { perDay: "many" }],
    ["another time", false, { windowFrom: "09:01" }],
    ["other days", false, { windowDays: "1" }],
    ["a warm-up", false, { warmUp: "yes" }],
  ])("knows whether it means what is stored: %s", (_what, same, change) => {
    const stored = { ...VALUES, perHour: "500" };
    expect(samePlan(stored, { ...stored, ...change })).toBe(same);
  });

  it("takes days without times as at any time, as they are saved", () => {
    const always = { ...VALUES, windowDays: "", windowFrom: "", windowUntil: "" };
    expect(samePlan(always, { ...always, windowDays: "1,2" })).toBe(true);
  });
});
