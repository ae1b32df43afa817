import { z } from "zod";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { INBOUND_WAYS } from "~/policy/consentSurface";
import { release } from "./release";

const DAY_MS = 86_400_000;
/** A day that has begun somewhere on earth. */
const AHEAD_MS = 14 * 3_600_000;

const input = z.object({
  /** The row of the list, by its key in hex. */
  key: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .transform((hex) => Buffer.from(hex, "hex")),
  askedHow: z.enum(INBOUND_WAYS),
  /** The day on which the person asked. */
  askedOn: z.iso.date().transform((day) => new Date(`${day}T00:00:00Z`)),
  note: z.string().trim().min(3).max(500),
});

/** What staff entered, as it came. */
export interface StaffRelease {
  readonly key: string;
  readonly askedHow: string;
  readonly askedOn: string;
  readonly note: string;
}

/**
 * Takes an address off the exclusion list because the person asked for it, with how and when they did, and who recorded it (P12). Throws `Problem` with `not_found` when it is not on the list, or `input_invalid` naming the fields: the
 * evidence must be whole, and the asking neither still to come nor older than the exclusion.
 */
export async function releaseByStaff(shopId: number, given: StaffRelease, actor: string, at: Date): Promise<void> {
  const read = input.safeParse(given);
  if (!read.success)
    throw new Problem("input_invalid", [...new Set(read.error.issues.map((issue) => String(issue.path[0])))]);
  const { key, askedHow, askedOn, note } = read.data;
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ at: Date }>("SELECT at FROM exclusion WHERE shop_id = $1 AND key = $2", [
      shopId,
      key,
    ]);
    const [listed] = rows;
    if (!listed) throw new Problem("not_found");
    const tooLate = askedOn.getTime() > at.getTime() + AHEAD_MS;
    const tooEarly = askedOn.getTime() + DAY_MS + AHEAD_MS <= listed.at.getTime();
    if (tooLate || tooEarly) throw new Problem("input_invalid", ["askedOn"]);
    await release(tx, shopId, { key, source: "staff", actor, askedHow, askedAt: askedOn, note, at });
  });
}
