import { randomBytes } from "node:crypto";
import { prisma } from "~/db/client";

/** What every benchmark gets. */
export interface Bench {
  /** How many items: a million, or a tenth with `--quick`. */
  readonly items: number;
  /** Where generated files are kept. */
  readonly folder: string;
}

/** A shop of its own for a turn. */
export async function makeBenchShop(): Promise<number> {
  const { id } = await prisma().shop.create({
    data: { domain: `bench-${randomBytes(6).toString("hex")}.myshopify.com` },
  });
  return id;
}
