import { expect, it } from "vitest";
import { alarmsOf } from "~/policy/alarms";
import { sumOfOrders } from "~/policy/reports";
import { ALARM_FROM_WORDS, ordersInWords } from "~/ui/reportWords";

const pounds = (amount: string) => ({ currency: "GBP", amount });
const euros = (amount: string) => ({ currency: "EUR", amount });

it("orders in two currencies are added up each for itself, and told with their own signs", () => {
  const sum = sumOfOrders([
    { orders: 1, amounts: [pounds("0.10")] },
    { orders: 0, amounts: [] },
    { orders: 3, amounts: [euros("30"), pounds("1240.20")] },
  ]);
  expect(sum).toEqual({ orders: 4, amounts: [euros("30.00"), pounds("1240.30")] });
  expect(ordersInWords(sum)).toBe("4 (€30.00, £1,240.30)");
  expect(ordersInWords(sumOfOrders([]))).toBe("None");
});

it("from when on there is an alarm is told as it is, and that a few bounces of a small campaign raise none", () => {
  expect(ALARM_FROM_WORDS).toContain("when 3 in 1,000 report it as spam or 2 in 100 emails come back");
  expect(ALARM_FROM_WORDS).toContain("no alarm below 3 reports or 10 emails that came back");
  const small = (bounced: number) => alarmsOf({ delivered: 300 - bounced, bounced, spam: 0 });
  expect([small(9), small(10).length]).toEqual([[], 1]);
});
