import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { domainOf } from "~/policy/emailAddress";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";
import { exclude } from "./exclude";

/**
 * Excludes an address that a member of staff entered, with why. Takes any address, also one that could not be mailed. Throws `Problem("address_invalid")` when the text
 * is no address, `Problem("input_invalid")` when the reason is missing.
 */
export async function excludeByStaff(
  shopId: number,
  entry: { email: string; note: string; actor: string; at: Date },
): Promise<void> {
  const email = entry.email.trim();
  if (!domainOf(email) || email.length > 320 || /\s/.test(email)) throw new Problem("address_invalid", ["email"]);
  const note = entry.note.trim();
  if (!note) throw new Problem("input_invalid", ["note"]);
  const { exclusionKey } = await addressKeys(shopId);
  const key = exclusionKey(email);
  const { actor, at } = entry;
  await transaction(async (tx) => {
    await exclude(tx, shopId, [{ key, email, source: "staff", at, actor, note }]);
    const subject = { kind: "exclusion", id: key.toString("hex") } as const;
    await record(tx, shopId, { act: "address_excluded", actor, at, subject });
  });
}
