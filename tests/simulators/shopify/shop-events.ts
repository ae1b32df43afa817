import type { Tokens } from "./admin-api/tokens";
import type { Settings } from "./options";
import type { CustomerRecord, OrderRecord } from "./store/records";
import type { Store } from "./store/store";
import * as payloads from "./webhooks/payloads";
import type { Delivery, Webhooks } from "./webhooks/deliver";

/** What a merchant or a customer does in the shop that the app hears of. */
export class ShopEvents {
  constructor(
    private readonly settings: Settings,
    private readonly store: Store,
    private readonly webhooks: Webhooks,
    private readonly tokens: Tokens,
  ) {}

  async createCustomer(fields: Omit<CustomerRecord, "id">): Promise<CustomerRecord> {
    const at = this.#time();
    const customer: CustomerRecord = {
      createdAt: at,
      updatedAt: at,
      ...fields,
      id: `gid://shopify/Customer/${this.store.nextNumber()}`,
    };
    this.store.putCustomer(customer);
    this.webhooks.emit("customers/create", payloads.customer(customer));
    return Promise.resolve(customer);
  }

  async updateCustomer(id: string, changes: Partial<CustomerRecord>): Promise<CustomerRecord> {
    const customer = { ...(await this.#customer(id)), updatedAt: this.#time(), ...changes };
    this.store.putCustomer(customer);
    this.webhooks.emit("customers/update", payloads.customer(customer));
    return customer;
  }

  async deleteCustomer(id: string): Promise<void> {
    await this.#customer(id);
    this.store.deleteCustomer(id);
    this.webhooks.emit("customers/delete", payloads.deletedCustomer(id));
  }

  /** The customer or the merchant changes the subscription in Shopify itself. */
  async setMarketingState(id: string, state: string, optInLevel = "SINGLE_OPT_IN"): Promise<CustomerRecord> {
    const known = await this.#customer(id);
    if (!known.defaultEmailAddress) throw new Error(`${id} has no email address`);
    const marketing = { marketingState: state, marketingOptInLevel: optInLevel, marketingUpdatedAt: this.#time() };
    const customer = { ...known, defaultEmailAddress: { ...known.defaultEmailAddress, ...marketing } };
    this.store.putCustomer(customer);
    this.webhooks.emit("customers_email_marketing_consent/update", payloads.marketingConsent(customer));
    return customer;
  }

  /** The merchant removes the app: its tokens are dead before it hears of it. */
  uninstall(): Delivery {
    this.tokens.revokeAll();
    return this.webhooks.send("app/uninstalled", payloads.shop(this.settings.shop));
  }

  async requestData(customerId: string): Promise<Delivery> {
    const customer = await this.#customer(customerId);
    const request = payloads.dataRequest(
      this.settings.shop,
      customer,
      this.#ordersOf(customerId),
      this.store.nextNumber(),
    );
    return this.webhooks.send("customers/data_request", request);
  }

  async redactCustomer(customerId: string): Promise<Delivery> {
    const customer = await this.#customer(customerId);
    return this.webhooks.send(
      "customers/redact",
      payloads.redactCustomer(this.settings.shop, customer, this.#ordersOf(customerId)),
    );
  }

  /** Sent 48 hours after the app was removed. */
  redactShop(): Delivery {
    return this.webhooks.send("shop/redact", payloads.redactShop(this.settings.shop));
  }

  async #customer(id: string): Promise<CustomerRecord> {
    const customer = await this.store.customer(id);
    if (!customer) throw new Error(`no such customer: ${id}`);
    return customer;
  }

  #ordersOf(customerId: string): OrderRecord[] {
    return [...this.store.orders.values()].filter((o) => o.customerId === customerId);
  }

  #time(): string {
    return new Date(this.settings.now()).toISOString();
  }
}
