import { prisma } from "~/db/client";
import { transaction, type Transaction } from "~/db/transaction";

/**
 * Runs a step in one transaction while the app is installed in the shop: a removal waits for it, and no step begins after one. Whatever brings personal data in from elsewhere goes this way, since work under way may outlast the
 * removal, and the erasure that follows it (`shop/redact`), by any time. Gives `undefined`, with nothing done, once the app is away.
 */
export const whileInstalled = <T>(shopId: number, step: (tx: Transaction) => Promise<T>): Promise<T | undefined> =>
  guarded(shopId, "uninstalled_at IS NULL", step);

/** Runs a step in one transaction while the app is away from the shop: an installation waits for it, and no step begins after one. Gives `undefined`, with nothing done, while the app is installed. */
export const whileAway = <T>(shopId: number, step: (tx: Transaction) => Promise<T>): Promise<T | undefined> =>
  guarded(shopId, "uninstalled_at IS NOT NULL", step);

/**
 * Does what needs the store of a shop, given its domain. Once the app is away there is nothing left to do, and nothing to complain of: neither then, nor when it is removed meanwhile and what was asked of the store is refused.
 */
export async function withStore(shopId: number, work: (domain: string) => Promise<void>): Promise<void> {
  const installed = () =>
    prisma().shop.findFirst({ where: { id: shopId, uninstalledAt: null }, select: { domain: true } });
  const shop = await installed();
  if (!shop) return;
  try {
    await work(shop.domain);
  } catch (error) {
    if (await installed()) throw error;
  }
}

async function guarded<T>(
  shopId: number,
  condition: string,
  step: (tx: Transaction) => Promise<T>,
): Promise<T | undefined> {
  return transaction(async (tx) => {
    const { rowCount: holds } = await tx.query(`SELECT 1 FROM shop WHERE id = $1 AND ${condition} FOR SHARE`, [shopId]);
    return holds ? step(tx) : undefined;
  });
}
