import { useSearchParams } from "@remix-run/react";
import { Select } from "@shopify/polaris";
import { ORDER_DAYS, USUAL_ORDER_DAYS } from "~/policy/reports";

/** Chooses within how many days of an email an order counts. */
export function OrderDays() {
  const [params, setParams] = useSearchParams();
  return (
    <Select
      label="Orders count within"
      options={ORDER_DAYS.map((days) => ({ value: String(days), label: `${days} days of the email` }))}
      value={params.get("days") ?? String(USUAL_ORDER_DAYS)}
      onChange={(days) => {
        const changed = new URLSearchParams(params);
        changed.set("days", days);
        setParams(changed, { preventScrollReset: true });
      }}
    />
  );
}
