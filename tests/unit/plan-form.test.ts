import { describe, expect, it } from "vitest";
import { planForm, planInWords, planValues, type PlanValues } from "~/ui/admin/campaigns/planForm";

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
});
