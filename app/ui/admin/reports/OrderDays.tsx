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
      helpText="An order that follows several campaigns counts for each of them: it is a measure of each, and the numbers of several campaigns are not to be added up. What you paid back is taken off. An order that was cancelled or wholly paid back counts for none."
      value={params.get("days") ?? String(USUAL_ORDER_DAYS)}
      onChange={(days) => {
        const changed = new URLSearchParams(params);
        changed.set("days", days);
        setParams(changed, { preventScrollReset: true });
      }}
    />
  );
}
