import { z } from "zod";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { changesOf, record } from "~/services/audit/record";

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

/** Saves the logo and the colour of a shop's mails. Campaigns that have started keep what they had. Throws `Problem("input_invalid")` naming the fields. */
export async function saveBrand(shopId: number, input: BrandInput, actor: string, at: Date): Promise<void> {
  const parsed = brandInput.safeParse(input);
  if (!parsed.success)
    throw new Problem("input_invalid", [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
  const brand = parsed.data;
  await transaction(async (tx) => {
    await tx.query("INSERT INTO shop_settings (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", [shopId]);
    const { rows } = await tx.query<z.output<typeof brandInput>>(
      `SELECT logo_url AS "logoUrl", brand_colour AS "brandColour" FROM shop_settings WHERE shop_id = $1 FOR UPDATE`,
      [shopId],
    );
    await tx.query(
      "UPDATE shop_settings SET logo_url = $2, brand_colour = $3, updated_at = $4, updated_by = $5 WHERE shop_id = $1",
      [shopId, brand.logoUrl, brand.brandColour, at, actor],
    );
    await record(tx, shopId, { act: "brand_saved", actor, at, ...changesOf(rows[0] ?? {}, brand) });
  });
}
