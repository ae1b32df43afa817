import { z } from "zod";
import type { PlanInput } from "~/services/campaigns/schedule";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";

/** The plan as the fields of its form hold it. */
export interface PlanValues extends Readonly<Record<string, string>> {
  readonly windowDays: string;
  readonly windowFrom: string;
  readonly windowUntil: string;
  readonly perHour: string;
  readonly perDay: string;
  readonly warmUp: string;
}

/** Choices for the days of the window: 1 is Monday. */
export const DAY_CHOICES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map(
  (label, index) => ({ value: String(index + 1), label }),
);

/** Labels of the fields, by the names its problems use. */
export const PLAN_LABELS: Readonly<Record<string, string>> = {
  windowDays: "Days",
  windowFrom: "From",
  windowUntil: "Until",
  perHour: "Emails an hour at most",
  perDay: "Emails a day at most",
  date: "Date",
  time: "Time",
};

/** What the form shows of a stored plan. */
export function planValues({ plan }: Pick<SendingOptions, "plan">): PlanValues {
  return {
    windowDays: plan.windowDays.join(","),
    windowFrom: plan.windowFrom === null ? "" : clockOf(plan.windowFrom),
    // A field for a time knows midnight as the beginning of a day only.
    windowUntil: plan.windowUntil === null ? "" : clockOf(plan.windowUntil % END_OF_DAY),
    perHour: plan.perHour === null ? "" : String(plan.perHour),
    perDay: plan.perDay === null ? "" : String(plan.perDay),
    warmUp: plan.warmUp ? "yes" : "no",
  };
}

const END_OF_DAY = 1440;

/** Minutes since midnight as a clock shows them; the end of the day is 24:00. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

// What is not a clock's time or a number becomes one that the service refuses by name.
const minutes = z.string().transform((text) => {
  if (text === "") return null;
  const [, hour = NaN, minute = NaN] = (/^(\d\d):(\d\d)$/.exec(text) ?? []).map(Number);
  return minute < 60 ? hour * 60 + minute : NaN;
});
const number = z.string().transform((text) => (text.trim() === "" ? null : Number(text)));

/** Reads the form into what the service takes. */
export const planForm = z.object({
  windowDays: z.string().transform((text) => (text === "" ? [] : text.split(",").map(Number))),
  windowFrom: minutes,
  // Nothing ends as the day begins: midnight is its end.
  windowUntil: minutes.transform((minute) => (minute === 0 ? END_OF_DAY : minute)),
  perHour: number,
  perDay: number,
  warmUp: z.string().transform((text) => text === "yes"),
}) satisfies z.ZodType<PlanInput>;

/** Whether two forms mean the same plan, as it would be saved. */
export function samePlan(one: PlanValues, other: PlanValues): boolean {
  const [a, b] = [one, other].map((values) => {
    const plan = planForm.parse(values);
    const always = plan.windowFrom === null && plan.windowUntil === null;
    // As texts, in which what is no number is nothing else.
    return Object.values(always ? { ...plan, windowDays: [] } : plan).map(String);
  });
  return String(a) === String(b);
}

/** The days of a plan in words: `Monday to Friday`, `Tuesday, Thursday`. */
export function daysInWords(days: readonly number[]): string {
  const names = days.map((day) => DAY_CHOICES[day - 1]?.label ?? "");
  const [first = 0] = days;
  const run = days.length > 2 && days.every((day, index) => day === first + index);
  return run ? `${names[0]} to ${names.at(-1)}` : names.join(", ");
}

/** The plan in words, one line for each part that says something. */
export function planInWords({ plan }: Pick<SendingOptions, "plan">): string[] {
  const limits = [
    plan.perHour === null ? "" : `${plan.perHour.toLocaleString("en-GB")} an hour`,
    plan.perDay === null ? "" : `${plan.perDay.toLocaleString("en-GB")} a day`,
  ].filter(Boolean);
  return [
    plan.windowFrom === null || plan.windowUntil === null
      ? "At any time"
      : `${daysInWords(plan.windowDays)}, from ${clockOf(plan.windowFrom)} until ${clockOf(plan.windowUntil)}`,
    limits.length === 0 ? "As fast as SendGrid takes them" : `At most ${limits.join(" and ")}`,
    ...(plan.warmUp ? ["Slowly on the first days, as a new sender should"] : []),
  ];
}
