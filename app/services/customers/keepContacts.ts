import { mendCopies } from "~/db/contactCopies";
import { foldContactCounts } from "~/db/contactFacts";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { log } from "~/lib/log";

/** Folds the kept counts of all shops. */
export async function foldCounts(): Promise<void> {
  await foldContactCounts(pool());
}

/**
 * Compares what contacts hold copies of (exclusion, standing, country) with the originals, and mends what differs. Nothing should: whatever it finds is logged as a fault, by number of contacts. Hand-over never
 * rests on the copies (P12).
 */
export async function mendContacts(): Promise<void> {
  for (const { id } of await prisma().shop.findMany({ select: { id: true } })) {
    const mended = await mendContactsOf(id);
    if (mended > 0) log().error({ shopId: id, mended }, "contacts held wrong copies");
  }
}

/** Writes the copies of one shop's contacts anew, some thousand at a time. Gives how many differed. */
export async function mendContactsOf(shopId: number): Promise<number> {
  let mended = 0;
  for (let after: string | undefined = "0"; after !== undefined;) {
    const from: string = after;
    const chunk = await transaction((tx) => mendCopies(tx, shopId, from));
    mended += chunk.mended;
    after = chunk.last;
  }
  return mended;
}
