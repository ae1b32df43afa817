import { expect, it } from "vitest";
import { sumOfOrders } from "~/policy/reports";
import { ordersInWords } from "~/ui/reportWords";

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
