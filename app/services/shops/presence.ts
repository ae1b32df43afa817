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
