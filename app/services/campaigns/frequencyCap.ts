import type { ShopSettings } from "@prisma/client";
import { z } from "zod";
import type { FrequencyCap } from "~/db/frequencyCap";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { changesOf, record } from "~/services/audit/record";

const DAY_MS = 86_400_000;

/** The shop's cap as it counts at a moment; `null` while it has none. */
export function frequencyCap(
  settings: Pick<ShopSettings, "capMails" | "capDays"> | null,
  at: Date,
): FrequencyCap | null {
  if (!settings || settings.capMails === null || settings.capDays === null) return null;
  return { mails: settings.capMails, since: new Date(at.getTime() - settings.capDays * DAY_MS) };
}

/** At most so many mails in so many days, as the database holds them to; neither number is no cap. */
const capInput = z.union([
  z.object({ mails: z.null(), days: z.null() }),
  z.object({ mails: z.number().int().min(1).max(100), days: z.number().int().min(1).max(365) }),
]);
export interface CapInput {
  readonly mails: number | null;
  readonly days: number | null;
}

/**
 * Sets how many campaign mails one mailbox may be sent in so many days, or takes the cap away. Counts from now on in every preview, audience and batch. Throws `Problem("input_invalid")` for one number without the
 * other, or one out of range; nothing is saved then.
 */
export async function saveFrequencyCap(shopId: number, input: CapInput, actor: string, at: Date): Promise<void> {
  const cap = capInput.safeParse(input).data;
  if (!cap) throw new Problem("input_invalid", ["capMails", "capDays"]);
  await transaction(async (tx) => {
    await tx.query("INSERT INTO shop_settings (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", [shopId]);
    const { rows } = await tx.query<{ mails: number | null; days: number | null }>(
      "SELECT cap_mails AS mails, cap_days AS days FROM shop_settings WHERE shop_id = $1 FOR UPDATE",
      [shopId],
    );
    const before = rows[0] ?? { mails: null, days: null };
    if (before.mails === cap.mails && before.days === cap.days) return;
    await tx.query(
      "UPDATE shop_settings SET cap_mails = $2, cap_days = $3, updated_at = $4, updated_by = $5 WHERE shop_id = $1",
      [shopId, cap.mails, cap.days, at, actor],
    );
    await record(tx, shopId, { act: "frequency_cap_changed", actor, at, ...changesOf({ ...before }, { ...cap }) });
  });
}
