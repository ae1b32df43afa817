import { z } from "zod";
import { APP_NAMESPACE, CONSENT_REQUEST_KEY, type AdminGraphql, type OrderConsent } from "./admin";
import { gidNumber } from "./customer";
import { AdminFailure } from "./failures";
import * as operations from "./operations";

const customer = z.object({ id: z.string() }).nullish();
const amount = z.string().regex(/^-?\d{1,18}(\.\d+)?$/);
const money = z.object({
  amount,
  currencyCode: z.string().regex(/^[A-Z]{3}$/),
});
const lineItems = z.object({
  nodes: z.array(z.object({ product: z.object({ id: z.string() }).nullish() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
});
type LineItems = z.output<typeof lineItems>;
const placedOrder = z.object({
  order: z
    .object({
      createdAt: z.iso.datetime({ offset: true }),
      test: z.boolean(),
      cancelledAt: z.iso.datetime({ offset: true }).nullish(),
      email: z.string().nullish(),
      clientIp: z.string().nullish(),
      metafield: z.object({ value: z.string() }).nullish(),
      customer,
      // As it was placed: the current price has what was paid back taken off already, and would have it taken off twice.
      totalPriceSet: z.object({ shopMoney: money }).optional(),
      // Only of what was really paid back: a refund that is under way is none yet.
      totalRefundedSet: z.object({ shopMoney: z.object({ amount }) }).optional(),
      lineItems: lineItems.optional(),
    })
    .nullish(),
});

/** What can be read of an order apart from the rest, since a store may keep each to itself. */
const PARTS = ["consent", "value", "products"] as const;
type Part = (typeof PARTS)[number];

/** An order as it was placed. A part that the store keeps to itself is not there. */
export interface PlacedOrder {
  readonly placedAt: Date;
  readonly test: boolean;
  /** Null when it is not. */
  readonly cancelledAt: Date | null;
  readonly customerId?: string;
  /** What the checkout wrote on it, and the order's own address. */
  readonly consent?: Pick<OrderConsent, "email" | "clientIp" | "metafield">;
  /** What it came to and what was paid back of it since, both in the shop's currency. */
  readonly value?: z.output<typeof money> & { readonly refunded: string };
  /** Numbers of the products that were in it. */
  readonly productIds?: readonly string[];
}

/** Reads an order once for all that is wanted of it, or the parts named; `undefined` when there is no such order in this shop, or the store lets the app read nothing of it. What may not be read keeps nobody from the rest. */
export async function fetchPlacedOrder(
  admin: AdminGraphql,
  orderId: string,
  parts: readonly Part[] = PARTS,
): Promise<PlacedOrder | undefined> {
  const whole = await readParts(admin, orderId, parts);
  if (whole !== "denied") return whole;
  let found: PlacedOrder | undefined;
  for (const part of parts.length > 1 ? parts : []) {
    const read = await readParts(admin, orderId, [part]);
    if (read !== "denied" && read !== undefined) found = { ...found, ...read };
  }
  return found;
}

async function readParts(
  admin: AdminGraphql,
  orderId: string,
  parts: readonly Part[],
): Promise<PlacedOrder | "denied" | undefined> {
  try {
    const order = await readPage(admin, orderId, parts, null);
    if (!order) return undefined;
    const { email, clientIp, metafield, totalPriceSet, totalRefundedSet } = order;
    const customerId = gidNumber(order.customer?.id ?? "");
    return {
      placedAt: new Date(order.createdAt),
      test: order.test,
      cancelledAt: order.cancelledAt ? new Date(order.cancelledAt) : null,
      ...(customerId === undefined ? {} : { customerId }),
      ...(parts.includes("consent") ? { consent: { email, clientIp, metafield } } : {}),
      ...(totalPriceSet && totalRefundedSet
        ? { value: { ...totalPriceSet.shopMoney, refunded: totalRefundedSet.shopMoney.amount } }
        : {}),
      ...(order.lineItems ? { productIds: await readProducts(admin, orderId, order.lineItems) } : {}),
    };
  } catch (error) {
    if (error instanceof AdminFailure && error.kind === "denied") return "denied";
    throw error;
  }
}

async function readPage(admin: AdminGraphql, orderId: string, parts: readonly Part[], after: string | null) {
  const wanted = Object.fromEntries(PARTS.map((part) => [part, parts.includes(part)]));
  const id = `gid://shopify/Order/${orderId}`;
  const variables = { id, namespace: APP_NAMESPACE, key: CONSENT_REQUEST_KEY, after, ...wanted };
  return placedOrder.parse(await admin(operations.PLACED_ORDER, variables)).order ?? undefined;
}

async function readProducts(admin: AdminGraphql, orderId: string, first: LineItems): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let page: LineItems | undefined = first; page;) {
    for (const { product } of page.nodes) {
      const number = gidNumber(product?.id ?? "");
      if (number !== undefined) ids.add(number);
    }
    const { hasNextPage, endCursor }: LineItems["pageInfo"] = page.pageInfo;
    page = hasNextPage && endCursor ? (await readPage(admin, orderId, ["products"], endCursor))?.lineItems : undefined;
  }
  return [...ids];
}
