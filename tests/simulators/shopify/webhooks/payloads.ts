import type { BulkOperation } from "../bulk/operations";
import type { ShopProfile } from "../options";
import { numberOfId, type AddressRecord, type CustomerRecord, type OrderRecord } from "../store/records";

type Payload = Record<string, unknown>;

const shopNumber = 70000001;

const address = (a: AddressRecord | null | undefined): Payload | null =>
  a
    ? {
        first_name: a.firstName ?? null,
        last_name: a.lastName ?? null,
        company: a.company ?? null,
        address1: a.address1 ?? null,
        address2: null,
        city: a.city ?? null,
        province: null,
        province_code: a.provinceCode ?? null,
        country_code: a.countryCodeV2 ?? null,
        zip: a.zip ?? null,
        phone: null,
      }
    : null;

/** `customers/create`, `customers/update`: marketing consent is not part of it (it has its own topic). */
export const customer = (c: CustomerRecord): Payload => ({
  id: numberOfId(c.id),
  admin_graphql_api_id: c.id,
  email: c.defaultEmailAddress?.emailAddress ?? null,
  phone: null,
  first_name: c.firstName ?? null,
  last_name: c.lastName ?? null,
  state: "disabled",
  note: null,
  verified_email: true,
  multipass_identifier: null,
  tax_exempt: false,
  currency: "GBP",
  created_at: c.createdAt ?? null,
  updated_at: c.updatedAt ?? c.createdAt ?? null,
  addresses: [address(c.defaultAddress)].filter((a) => a !== null),
  default_address: address(c.defaultAddress),
  tax_exemptions: [],
});

/** `customers/delete` */
export const deletedCustomer = (id: string): Payload => ({
  id: numberOfId(id),
  admin_graphql_api_id: id,
  phone: null,
  addresses: [],
  tax_exemptions: [],
});

/** `customers_email_marketing_consent/update` */
export const marketingConsent = (c: CustomerRecord): Payload => ({
  customer_id: numberOfId(c.id),
  email_address: c.defaultEmailAddress?.emailAddress ?? null,
  email_marketing_consent: {
    state: (c.defaultEmailAddress?.marketingState ?? "NOT_SUBSCRIBED").toLowerCase(),
    opt_in_level: (c.defaultEmailAddress?.marketingOptInLevel ?? "SINGLE_OPT_IN").toLowerCase(),
    consent_updated_at: c.defaultEmailAddress?.marketingUpdatedAt ?? null,
  },
});

export interface OrderLine {
  title: string;
  sku: string;
  quantity: number;
  /** Pence. */
  price: number;
}

const pounds = (pence: number): string => (pence / 100).toFixed(2);

/** `orders/create`, `orders/cancelled` */
export function order(o: OrderRecord, c: CustomerRecord, lines: OrderLine[], currency: string): Payload {
  const total = pounds(lines.reduce((sum, l) => sum + l.price * l.quantity, 0));
  const number = Number(o.name.replace("#", ""));
  return {
    id: numberOfId(o.id),
    admin_graphql_api_id: o.id,
    name: o.name,
    number: number - 1_000,
    order_number: number,
    email: o.email,
    contact_email: o.email,
    phone: null,
    created_at: o.createdAt,
    updated_at: o.updatedAt,
    processed_at: o.createdAt,
    cancelled_at: o.cancelledAt,
    cancel_reason: o.cancelReason?.toLowerCase() ?? null,
    closed_at: null,
    test: o.test,
    confirmed: true,
    buyer_accepts_marketing: false,
    currency,
    financial_status: "paid",
    fulfillment_status: null,
    customer_locale: o.customerLocale,
    source_name: "web",
    browser_ip: o.clientIp,
    subtotal_price: total,
    total_price: total,
    taxes_included: true,
    note: null,
    note_attributes: [],
    tags: "",
    billing_address: address(o.billingAddress),
    shipping_address: address(o.shippingAddress),
    customer: customer(c),
    line_items: lines.map((l, i) => ({
      id: numberOfId(o.id) * 100 + i,
      title: l.title,
      sku: l.sku,
      quantity: l.quantity,
      price: pounds(l.price),
      taxable: true,
      requires_shipping: true,
    })),
  };
}

/** `bulk_operations/finish` */
export const bulkFinish = (o: BulkOperation): Payload => ({
  admin_graphql_api_id: o.id,
  completed_at: o.completedAt,
  created_at: o.createdAt,
  error_code: o.errorCode?.toLowerCase() ?? null,
  status: o.status.toLowerCase(),
  type: o.type.toLowerCase(),
});

/** `app/uninstalled`, and other topics about the shop itself. */
export const shop = (s: ShopProfile): Payload => ({
  id: shopNumber,
  name: s.name,
  email: s.email,
  domain: s.domain,
  myshopify_domain: s.domain,
  country: s.country,
  country_code: s.country,
  currency: s.currency,
  iana_timezone: s.timezone,
  created_at: s.createdAt,
  plan_name: "basic",
});

const subject = (c: CustomerRecord): Payload => ({
  id: numberOfId(c.id),
  email: c.defaultEmailAddress?.emailAddress ?? null,
  phone: null,
});

/** `customers/redact` */
export const redactCustomer = (s: ShopProfile, c: CustomerRecord, orders: OrderRecord[]): Payload => ({
  shop_id: shopNumber,
  shop_domain: s.domain,
  customer: subject(c),
  orders_to_redact: orders.map((o) => numberOfId(o.id)),
});

/** `customers/data_request` */
export const dataRequest = (s: ShopProfile, c: CustomerRecord, orders: OrderRecord[], requestId: number): Payload => ({
  shop_id: shopNumber,
  shop_domain: s.domain,
  orders_requested: orders.map((o) => numberOfId(o.id)),
  customer: subject(c),
  data_request: { id: requestId },
});

/** `shop/redact` */
export const redactShop = (s: ShopProfile): Payload => ({ shop_id: shopNumber, shop_domain: s.domain });
