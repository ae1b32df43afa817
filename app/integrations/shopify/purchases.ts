import { z } from "zod";
import { runBulkQuery, type AdminGraphql } from "./admin";
import { gidNumber } from "./customer";
import * as operations from "./operations";

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const product = z.object({ id: z.string() }).nullish();
const customer = z.object({ id: z.string() }).nullish();
const at = z.iso.datetime({ offset: true });
const orderLine = z.object({ id: z.string(), createdAt: at, test: z.boolean(), cancelledAt: at.nullish(), customer });
const itemLine = z.object({ __parentId: z.string(), product });
const collectionPage = z.object({
  collection: z
    .object({ title: z.string(), products: z.object({ nodes: z.array(z.object({ id: z.string() })), pageInfo }) })
    .nullish(),
});

const next = ({ hasNextPage, endCursor }: z.output<typeof pageInfo>) => (hasNextPage ? (endCursor ?? null) : null);
const numberOf = (object: { readonly id: string } | null | undefined) => (object ? gidNumber(object.id) : undefined);

/** Starts the bulk query of what was in the store's orders. */
export function startPurchasesQuery(admin: AdminGraphql): Promise<string> {
  return runBulkQuery(admin, operations.PURCHASES_IN_BULK, true);
}

/** A line of its file: an order that counts or does not, or a product of the order with that gid. */
export type PurchaseLine =
  | { readonly order: string; readonly customerId: string | undefined; readonly at: Date }
  | { readonly of: string; readonly productId: string };

/** Reads one object of the file. Nothing for what is neither, and for a line without a product of the store. Of an order that was a test or was cancelled nobody bought anything. */
export function readPurchaseLine(object: unknown): PurchaseLine | undefined {
  const item = itemLine.safeParse(object).data;
  if (item) {
    const productId = numberOf(item.product);
    return productId === undefined ? undefined : { of: item.__parentId, productId };
  }
  const order = orderLine.safeParse(object).data;
  if (!order) return undefined;
  const counts = !order.test && !order.cancelledAt;
  return { order: order.id, customerId: counts ? numberOf(order.customer) : undefined, at: new Date(order.createdAt) };
}

/** The products in a collection now, by number, with its title; `undefined` when it is gone. */
export async function fetchCollection(
  admin: AdminGraphql,
  collectionId: string,
): Promise<{ readonly title: string; readonly productIds: readonly string[] } | undefined> {
  const productIds = new Set<string>();
  for (let after: string | null = null; ;) {
    const id = `gid://shopify/Collection/${collectionId}`;
    const { collection } = collectionPage.parse(await admin(operations.COLLECTION_PRODUCTS, { id, after }));
    if (!collection) return undefined;
    for (const each of collection.products.nodes) productIds.add(gidNumber(each.id) ?? "");
    after = next(collection.products.pageInfo);
    if (after === null) return { title: collection.title, productIds: [...productIds].filter(Boolean) };
  }
}
