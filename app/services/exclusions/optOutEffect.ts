import { lockShop } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { record } from "~/services/audit/record";
import { republish } from "~/services/publicPolicy/publishPolicy";

/** Moments at which the opt-out link takes effect: at the click (the default, P10), or once its page has loaded in a browser. */
export const OPT_OUT_EFFECTS = ["click", "page_load"] as const;
export type OptOutEffect = (typeof OPT_OUT_EFFECTS)[number];

/**
 * Sets when the opt-out link takes effect (P10): at the click, or, for lists behind programs that open every link, once its page has loaded in a browser. The published policy says which, so a new version of it is published in the same
 * moment where there is one. What is so already stays untouched.
 */
export async function setOptOutEffect(shopId: number, effect: OptOutEffect, actor: string, at: Date): Promise<void> {
  const onLoad = effect === "page_load";
  const before: OptOutEffect = onLoad ? "click" : "page_load";
  await transaction(async (tx) => {
    // Before the setting: whoever publishes at the same time reads it as it was, and is the older version, or as it is now.
    await lockShop(tx, shopId);
    await tx.query("INSERT INTO shop_settings (shop_id) VALUES ($1) ON CONFLICT DO NOTHING", [shopId]);
    const { rowCount } = await tx.query(
      "UPDATE shop_settings SET opt_out_on_load = $2, updated_by = $3, updated_at = $4 WHERE shop_id = $1 AND opt_out_on_load <> $2",
      [shopId, onLoad, actor, at],
    );
    if (!rowCount) return;
    await record(tx, shopId, {
      act: "opt_out_effect_changed",
      actor,
      at,
      before: { effect: before },
      after: { effect },
    });
    await republish(tx, shopId, { optOutOnLoad: onLoad }, actor, at);
  });
}
