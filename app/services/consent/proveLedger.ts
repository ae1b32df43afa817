import { prisma } from "~/db/client";
import { log } from "~/lib/log";
import { proveStandings } from "./proveStandings";
import { verifyLedger } from "./verifyLedger";

/**
 * Proves every shop's ledger, as numbers and hashes only: walks its chain, logs where it ends, so that a log kept elsewhere anchors it (docs/decisions/0010), and compares every standing with the fold of its events. A broken chain
 * is logged as a fault with the first row that is wrong, and then no standing is mended: what was tampered with must not decide who is mailed.
 */
export async function proveLedgers(): Promise<void> {
  for (const { id } of await prisma().shop.findMany({ select: { id: true } })) await proveLedger(id);
}

async function proveLedger(shopId: number): Promise<void> {
  const { tampered, unsealed, head } = await verifyLedger(shopId);
  if (tampered) log().error({ shopId, ...tampered }, "the ledger is not as it was written");
  else if (head.position > 0)
    log().info(
      { shopId, position: head.position, hash: head.hash.toString("hex"), unsealed },
      "end of the ledger's chain",
    );
  const { wrong } = await proveStandings(shopId, { mend: !tampered });
  if (wrong > 0) log().error({ shopId, wrong, mended: !tampered }, "standings were not what the ledger says");
}
