import { z } from "zod";
import { transaction } from "~/db/transaction";
import { changesOf, record } from "~/services/audit/record";
import { parseInput, saveColumns } from "./saveColumns";

/** How the merchant's mails look, as a form gives it; empty for the plain look. */
const brandInput = z.object({
  logoUrl: z
    .string()
    .trim()
    .max(2000)
    .regex(/^(https:\/\/[^\s\u0000-\u001f]+)?$/i),
  brandColour: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(#[0-9a-f]{6})?$/),
});
export type BrandInput = z.input<typeof brandInput>;
const COLUMNS = { logoUrl: "logo_url", brandColour: "brand_colour" } as const;

/** Saves the logo and the colour of a shop's mails. Campaigns that have started keep what they had. Throws `Problem("input_invalid")` naming the fields. */
export async function saveBrand(shopId: number, input: BrandInput, actor: string, at: Date): Promise<void> {
  const brand = parseInput(brandInput, input);
  await transaction(async (tx) => {
    const before = await saveColumns(tx, shopId, COLUMNS, brand, actor, at);
    await record(tx, shopId, { act: "brand_saved", actor, at, ...changesOf(before, brand) });
  });
}
