import type { Settings } from "../options";
import type { OrderRecord, RefundRecord } from "../store/records";
import type { Store } from "../store/store";
import type { Webhooks } from "../webhooks/deliver";
import { refund, transaction } from "../webhooks/refundPayloads";

/** Pays money back, as staff do in the admin by typing an amount, and tells the app. */
export class Refunds {
  constructor(
    private readonly settings: Settings,
    private readonly store: Store,
    private readonly webhooks: Webhooks,
  ) {}

  /**
   * Makes a refund of so many pence, no more than is left of the order. With `pending`, the money has not moved yet. Sends `refunds/create`, and `order_transactions/create` when it has.
   */
  make(orderId: string, pence: number, pending = false): RefundRecord {
    const order = this.#order(orderId);
    const left = order.refunds.reduce((rest, { amount }) => rest - amount, order.total);
    if (pence < 1 || pence > left) throw new Error(`${pence} of ${left} pence cannot be paid back`);
    const at = new Date(this.settings.now()).toISOString();
    const made: RefundRecord = {
      id: `gid://shopify/Refund/${this.store.nextNumber()}`,
      transactionId: `gid://shopify/OrderTransaction/${this.store.nextNumber()}`,
      createdAt: at,
      amount: pence,
      status: pending ? "PENDING" : "SUCCESS",
    };
    this.#put({ ...order, updatedAt: at, refunds: [...order.refunds, made] });
    this.webhooks.emit("refunds/create", refund(order, made, this.settings.shop.currency));
    if (!pending) this.#moved(order, made);
    return made;
  }

  /** The money of a pending refund moves at last. Sends `order_transactions/create`, and no `refunds/create` again. */
  settle(orderId: string, refundId: string): void {
    const order = this.#order(orderId);
    const pending = order.refunds.find(({ id, status }) => id === refundId && status === "PENDING");
    if (!pending) throw new Error(`no such refund is pending: ${refundId}`);
    const settled: RefundRecord = { ...pending, status: "SUCCESS" };
    this.#put({ ...order, refunds: order.refunds.map((each) => (each === pending ? settled : each)) });
    this.#moved(order, settled);
  }

  #moved(order: OrderRecord, made: RefundRecord): void {
    this.webhooks.emit("order_transactions/create", transaction(order, made, this.settings.shop.currency));
  }

  #order(id: string): OrderRecord {
    const order = this.store.orders.get(id);
    if (!order) throw new Error(`no such order: ${id}`);
    return order;
  }

  #put(order: OrderRecord): void {
    this.store.orders.set(order.id, order);
  }
}
