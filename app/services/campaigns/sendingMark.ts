import { hash } from "node:crypto";
import type { Campaign } from "@prisma/client";
import type { Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";

/** Who a campaign goes to, when and how fast: what changes without a new version of its text. */
type Sending = Pick<
  Campaign,
  "audienceId" | "audienceVersion" | "windowDays" | "windowFrom" | "windowUntil" | "perHour" | "perDay" | "warmUp"
>;

/** Stands for the audience of a campaign, in its version, and for its plan: another one when either was changed. An edit of the audience is no new version of the draft, or whoever writes it would be told of a conflict in their words. */
export function sendingMark(campaign: Sending): string {
  const { audienceId, audienceVersion, windowDays, windowFrom, windowUntil, perHour, perDay, warmUp } = campaign;
  const all = [audienceId, audienceVersion, windowDays, windowFrom, windowUntil, perHour, perDay, warmUp];
  return `sending-${hash("sha256", JSON.stringify(all))}`;
}

/** Throws `Problem("draft_changed")` when a campaign is another by now than the one that was read: its text, its audience or its plan. The caller holds it locked. */
export async function requireUnchanged(tx: Sql, shopId: number, read: Sending & Pick<Campaign, "id" | "version">) {
  const { rows } = await tx.query<Sending & Pick<Campaign, "version">>(
    `SELECT version, audience_id AS "audienceId", audience_version AS "audienceVersion", window_days AS "windowDays", window_from AS "windowFrom",
            window_until AS "windowUntil", per_hour AS "perHour", per_day AS "perDay", warm_up AS "warmUp"
     FROM campaign WHERE shop_id = $1 AND id = $2`,
    [shopId, read.id],
  );
  const [now] = rows;
  if (!now || now.version !== read.version || sendingMark(now) !== sendingMark(read))
    throw new Problem("draft_changed");
}
