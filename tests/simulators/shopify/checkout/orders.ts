import type { Settings } from "../options";
import { resolveNamespace } from "../store/metafields";
import { numberOfId, type AddressRecord, type CustomerRecord, type OrderRecord } from "../store/records";
import type { Store } from "../store/store";
import * as payloads from "../webhooks/payloads";
import type { Product } from "../storefront/catalogue";
import type { Webhooks } from "../webhooks/deliver";

/** What a buyer enters. */
export interface Buyer {
  email: string;
  firstName: string;
  lastName: string;
  company: string;
  address1: string;
  city: string;
  zip: string;
  /** ISO 3166 alpha-2. */
  country: string;
  clientIp: string | null;
}

export interface CartMetafield {
  namespace: string;
  key: string;
  type: string;
  value: string;
}

export interface PlacedOrder {
  order: OrderRecord;
  customer: CustomerRecord;
  isFirstOrder: boolean;
}

/** Turns a finished checkout into an order and a customer, and tells the app. */
export class Orders {
  #nextName = 1_001;
  /** What was bought, by order: an order in a webhook shows prices that the record does not keep. */
  readonly #lines = new Map<string, Product[]>();

  constructor(
    private readonly settings: Settings,
    private readonly store: Store,
    private readonly webhooks: Webhooks,
  ) {}

  /**
   * The customer is found by address or created. A cart metafield reaches the order only where the app has an order
   * definition with `cartToOrderCopyable` of the same key and type. Sends `customers/create` or `customers/update`,
   * then `orders/create`.
   */
  async place(buyer: Buyer, lines: Product[], cart: CartMetafield[]): Promise<PlacedOrder> {
    const at = new Date(this.settings.now()).toISOString();
    const orderId = `gid://shopify/Order/${this.store.nextNumber()}`;
    const known = await this.store.customerByEmail(buyer.email);
    const customer = withOrder(known ?? this.#newCustomer(buyer, at), { id: orderId, createdAt: at }, buyer);
    const address = addressOf(buyer);
    const order: OrderRecord = {
      id: orderId,
      name: `#${this.#nextName++}`,
      email: buyer.email.trim(),
      createdAt: at,
      updatedAt: at,
      test: false,
      cancelledAt: null,
      cancelReason: null,
      customerLocale: "en-GB",
      clientIp: buyer.clientIp,
      customerId: customer.id,
      customer: { id: customer.id },
      lineItems: {
        nodes: lines.map(({ title, quantity, number }, place) => ({
          id: `gid://shopify/LineItem/${numberOfId(orderId) * 100 + place}`,
          title,
          quantity,
          product: { id: `gid://shopify/Product/${number}`, title },
        })),
      },
      total: lines.reduce((sum, line) => sum + line.price * line.quantity, 0),
      refunds: [],
      billingAddress: address,
      shippingAddress: address,
    };
    this.store.putCustomer(customer);
    this.store.orders.set(order.id, order);
    this.#lines.set(order.id, lines);
    this.#copyMetafields(order, cart, at);
    this.webhooks.emit(known ? "customers/update" : "customers/create", payloads.customer(customer));
    this.webhooks.emit("orders/create", payloads.order(order, customer, lines, this.settings.shop.currency));
    return { order, customer, isFirstOrder: customer.numberOfOrders === "1" };
  }

  /** The merchant or the customer cancels an order, once. Sends `orders/cancelled`, with the order as it is then. */
  async cancel(id: string, reason = "CUSTOMER"): Promise<OrderRecord> {
    const known = this.store.orders.get(id);
    if (!known) throw new Error(`no such order: ${id}`);
    if (known.cancelledAt) throw new Error(`${id} is cancelled already`);
    const customer = await this.store.customer(known.customerId);
    if (!customer) throw new Error(`no such customer: ${known.customerId}`);
    const at = new Date(this.settings.now()).toISOString();
    const order = { ...known, updatedAt: at, cancelledAt: at, cancelReason: reason };
    this.store.orders.set(id, order);
    const lines = this.#lines.get(id) ?? [];
    this.webhooks.emit("orders/cancelled", payloads.order(order, customer, lines, this.settings.shop.currency));
    return order;
  }

  #newCustomer(buyer: Buyer, at: string): CustomerRecord {
    return {
      id: `gid://shopify/Customer/${this.store.nextNumber()}`,
      displayName: `${buyer.firstName} ${buyer.lastName}`.trim() || buyer.email,
      firstName: buyer.firstName,
      lastName: buyer.lastName,
      createdAt: at,
      updatedAt: at,
      locale: "en",
      tags: [],
      numberOfOrders: "0",
      lastOrder: null,
      defaultEmailAddress: {
        emailAddress: buyer.email.trim(),
        marketingState: "NOT_SUBSCRIBED",
        marketingOptInLevel: null,
        marketingUpdatedAt: null,
        validFormat: true,
      },
      defaultAddress: null,
      companyContactProfiles: [],
    };
  }

  #copyMetafields(order: OrderRecord, cart: CartMetafield[], at: string): void {
    for (const { key, type, value, ...metafield } of cart) {
      const namespace = resolveNamespace(metafield.namespace);
      const definition = this.store.metafields.definition("ORDER", namespace, key);
      if (definition?.cartToOrderCopyable && definition.type === type) {
        this.store.metafields.set({ ownerId: order.id, namespace, key, type, value }, at);
      }
    }
  }
}

const addressOf = (buyer: Buyer): AddressRecord => ({
  company: buyer.company.trim() || null,
  countryCodeV2: buyer.country,
  provinceCode: null,
  address1: buyer.address1,
  city: buyer.city,
  zip: buyer.zip,
  firstName: buyer.firstName,
  lastName: buyer.lastName,
});

const withOrder = (
  customer: CustomerRecord,
  lastOrder: { id: string; createdAt: string },
  buyer: Buyer,
): CustomerRecord => ({
  ...customer,
  updatedAt: lastOrder.createdAt,
  numberOfOrders: String(Number(customer.numberOfOrders ?? 0) + 1),
  lastOrder,
  defaultAddress: customer.defaultAddress ?? addressOf(buyer),
});
