import { pool, prisma } from "~/db/client";
import { customerSubject, readErased } from "~/db/erased";
import { shareContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { fetchBulkStatus, ShopifyRefusal, type AdminGraphql } from "~/integrations/shopify/admin";
import { FileGone, readFile } from "~/integrations/shopify/bulkFile";
import { AdminFailure } from "~/integrations/shopify/failures";
import { readPurchaseLine, startPurchasesQuery, type PurchaseLine } from "~/integrations/shopify/purchases";
import { parseObject, readChunks } from "~/services/customers/chunks";
import { BEGINNING } from "~/services/customers/jsonLines";
import { whileInstalled } from "~/services/shops/presence";
import { keepPurchases, type Purchase } from "./keepPurchases";

const POLL_SECONDS = 3;

/**
 * One step of reading what was in the store's orders: asks for the bulk query, looks how far it is, takes in its file. Each step queues the next. Safe to run again, and from the start: what was bought is only ever brought forward. A reading
 * that was overtaken by another ends, and so does one during which the app was removed: it counts as read only when all of its file was kept. Throws `Problem("sync_running")` while the store runs another bulk query, and `AdminFailure` when it cannot be reached, to be tried again.
 */
export async function readPurchases(shopId: number, reading: number, admin: AdminGraphql, at: Date): Promise<void> {
  const found = await prisma().purchaseReading.findUnique({ where: { shopId } });
  if (found?.asked !== reading || found.done === reading || found.failure !== null) return;
  try {
    const { bulkOperationId } = found;
    if (bulkOperationId === null) return await start(shopId, reading, admin, at);
    const operation = await fetchBulkStatus(admin, bulkOperationId);
    switch (operation?.status) {
      case "CREATED":
      case "RUNNING":
      case "CANCELING":
        return await enqueue(pool(), "purchases-read", { shopId, reading }, { startAfter: later(at) });
      case "COMPLETED":
        return await takeFile(shopId, reading, operation.url);
      default:
        return await fail(shopId, reading, operation?.errorCode ?? operation?.status ?? "UNKNOWN_OPERATION");
    }
  } catch (error) {
    const code = refusalIn(error);
    if (code === undefined) throw error;
    await fail(shopId, reading, code);
  }
}

const later = (at: Date) => new Date(at.getTime() + POLL_SECONDS * 1000);

/** What the store would answer again, as a code. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof FileGone) return "FILE_EXPIRED";
  if (error instanceof ShopifyRefusal) return error.codes[0] ?? "REFUSED";
  return error instanceof AdminFailure && error.kind === "denied" ? error.code : undefined;
}

async function start(shopId: number, reading: number, admin: AdminGraphql, at: Date): Promise<void> {
  const operation = await startPurchasesQuery(admin);
  const { rowCount: ours } = await pool().query(
    "UPDATE purchase_reading SET bulk_operation_id = $3, started_at = $4 WHERE shop_id = $1 AND asked = $2 AND bulk_operation_id IS NULL",
    [shopId, reading, operation, at],
  );
  if (ours) await enqueue(pool(), "purchases-read", { shopId, reading }, { startAfter: later(at) });
}

const fail = (shopId: number, reading: number, failure: string) =>
  pool()
    .query("UPDATE purchase_reading SET failure = $3 WHERE shop_id = $1 AND asked = $2", [shopId, reading, failure])
    .then(() => undefined);

async function takeFile(shopId: number, reading: number, url: string | null | undefined): Promise<void> {
  let orders = 0;
  // A file in groups: the lines of an order follow it, and may begin in the next chunk. One whose order is another, or could not be read, cannot be told whose it is.
  let order: Extract<PurchaseLine, { order: string }> | undefined;
  for await (const { items } of readChunks(readFile(url, 0), BEGINNING, ({ text }) => readLine(text))) {
    const bought: Purchase[] = [];
    for (const line of items) {
      if ("order" in line) {
        order = line;
        orders += 1;
      } else if (order?.order !== line.of) {
        return fail(shopId, reading, "FILE_NOT_GROUPED");
      } else if (order.customerId !== undefined) {
        bought.push({ customerId: order.customerId, productId: line.productId, at: order.at });
      }
    }
    if (!(await keepOfContacts(shopId, bought))) return;
  }
  await whileInstalled(shopId, (tx) =>
    tx.query(
      "UPDATE purchase_reading SET done = asked, read_at = started_at, orders = $3 WHERE shop_id = $1 AND asked = $2",
      [shopId, reading, orders],
    ),
  );
}

function readLine(text: string): PurchaseLine | undefined {
  const object = parseObject(text);
  return typeof object === "string" ? undefined : readPurchaseLine(object);
}

/** Keeps what contacts of the app bought; anybody else is nobody here. Gives `false`, with nothing kept, once the app is away. */
async function keepOfContacts(shopId: number, bought: readonly Purchase[]): Promise<boolean> {
  if (bought.length === 0) return true;
  const kept = await whileInstalled(shopId, async (tx) => {
    await shareContacts(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      "SELECT shopify_id::text AS id FROM contact WHERE shop_id = $1 AND shopify_id = ANY($2::bigint[]) AND deleted_at IS NULL",
      [shopId, [...new Set(bought.map(({ customerId }) => customerId))]],
    );
    const contacts = new Set(rows.map(({ id }) => id));
    await keepPurchases(
      tx,
      shopId,
      bought.filter(({ customerId }) => contacts.has(customerId)),
      await readErased(tx, shopId, [...contacts].map(customerSubject)),
    );
    return true;
  });
  return kept ?? false;
}
