import { numberOfId, type OrderRecord, type RefundRecord } from "../store/records";

type Payload = Record<string, unknown>;

/** `order_transactions/create` of a refund, and what stands in the refund itself. */
export const transaction = (o: OrderRecord, r: RefundRecord, currency: string): Payload => ({
  id: numberOfId(r.transactionId),
  admin_graphql_api_id: r.transactionId,
  order_id: numberOfId(o.id),
  kind: "refund",
  gateway: "shopify_payments",
  status: r.status.toLowerCase(),
  message: null,
  created_at: r.createdAt,
  processed_at: r.createdAt,
  test: o.test,
  authorization: null,
  location_id: null,
  user_id: null,
  parent_id: null,
  device_id: null,
  error_code: null,
  source_name: "web",
  receipt: {},
  amount: pounds(r.amount),
  currency,
  payment_id: `${o.name}.1`,
  manual_payment_gateway: false,
});

/** `refunds/create` of an amount that was typed in: of no line, and so a difference from what the lines come to. */
export const refund = (o: OrderRecord, r: RefundRecord, currency: string): Payload => ({
  id: numberOfId(r.id),
  admin_graphql_api_id: r.id,
  order_id: numberOfId(o.id),
  created_at: r.createdAt,
  processed_at: r.createdAt,
  note: null,
  user_id: null,
  duties: [],
  total_duties_set: bag(0, currency),
  return: null,
  refund_shipping_lines: [],
  refund_line_items: [],
  transactions: [transaction(o, r, currency)],
  order_adjustments: [
    {
      id: numberOfId(r.id) * 10,
      order_id: numberOfId(o.id),
      refund_id: numberOfId(r.id),
      kind: "refund_discrepancy",
      reason: "Refund discrepancy",
      amount: pounds(-r.amount),
      amount_set: bag(-r.amount, currency),
      tax_amount: "0.00",
      tax_amount_set: bag(0, currency),
    },
  ],
});

const pounds = (pence: number): string => (pence / 100).toFixed(2);

const bag = (pence: number, currency: string): Payload => {
  const money = { amount: pounds(pence), currency_code: currency };
  return { shop_money: money, presentment_money: money };
};
