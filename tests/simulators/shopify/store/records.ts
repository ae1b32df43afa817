/** One object of the shop in the shape of a bulk operation's line: the schema's own field names. */
export interface StoreRecord {
  id: string;
  __parentId?: string;
  [field: string]: unknown;
}

/** The fields of a customer that the simulator itself reads or writes; a record may hold more. */
export interface CustomerRecord extends StoreRecord {
  displayName?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  createdAt?: string;
  updatedAt?: string;
  locale?: string;
  tags?: string[];
  numberOfOrders?: string;
  amountSpent?: { amount: string } | null;
  lastOrder?: { id: string; createdAt: string } | null;
  defaultEmailAddress?: EmailAddressRecord | null;
  defaultAddress?: AddressRecord | null;
}

export interface EmailAddressRecord {
  emailAddress: string;
  marketingState?: string;
  marketingOptInLevel?: string | null;
  marketingUpdatedAt?: string | null;
  validFormat?: boolean;
}

export interface AddressRecord {
  company?: string | null;
  countryCodeV2?: string | null;
  provinceCode?: string | null;
  address1?: string | null;
  city?: string | null;
  zip?: string | null;
  firstName?: string | null;
  lastName?: string | null;
}

/** One line of an order. A product that was deleted since, or a line typed in by hand, has none. */
export interface LineItemRecord extends StoreRecord {
  title: string;
  quantity: number;
  product: { id: string; title: string } | null;
}

/** Money of an order that was paid back, or is about to be. */
export interface RefundRecord extends StoreRecord {
  transactionId: string;
  createdAt: string;
  /** Pence. */
  amount: number;
  /** As the Admin API says it of the refund's transaction. */
  status: "PENDING" | "SUCCESS";
}

export interface OrderRecord extends StoreRecord {
  name: string;
  email: string;
  createdAt: string;
  updatedAt: string;
  test: boolean;
  cancelledAt: string | null;
  /** As the Admin API says it; null while it is not cancelled. */
  cancelReason: string | null;
  customerLocale: string;
  clientIp: string | null;
  customerId: string;
  customer: { id: string };
  lineItems: { nodes: LineItemRecord[] };
  /** Pence. */
  total: number;
  refunds: RefundRecord[];
  billingAddress: AddressRecord;
  shippingAddress: AddressRecord;
}

/** A collection, with the products that are in it now. */
export interface CollectionRecord extends StoreRecord {
  title: string;
  productIds: string[];
}

/** `Customer` of `gid://shopify/Customer/1`; an id of another form has no type. */
export const typeOfId = (id: string): string | undefined => /^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1];

/** The number at the end of a global id, which webhooks use as `id`. */
export const numberOfId = (id: string): number => Number(/(\d+)(?:\?.*)?$/.exec(id)?.[1] ?? Number.NaN);
