import { pool } from "~/db/client";
import { readProgress } from "~/services/campaigns/readProgress";
import type { Send, Stage } from "./stage";

/** What a fault may leave behind, as it says itself. */
export interface Suffered {
  readonly send: Send;
  /** Batches whose answer was lost at most: in flight when something died, or answered wrongly on purpose. */
  readonly lostAnswers: number;
  /** Milliseconds from each blow to the next request. */
  readonly resumedMs: readonly number[];
  /** How often it struck, where it strikes at random points: fewer blows than it is told prove nothing. */
  readonly blows?: number;
  /** Reports by which every accepted mail must have been counted, where the fault is about them. */
  readonly reports?: "delivered";
}

/** One fault with its accounts, as `--json` writes it. */
export interface Row {
  readonly fault: string;
  readonly recipients: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly cancelled: number;
  readonly remaining: number;
  /** Mails that SendGrid took, whether its answer arrived or not. */
  readonly taken: number;
  readonly twice: number;
  readonly skipped: number;
  /** How often the fault struck; null where it is no matter of blows. */
  readonly blows: number | null;
  readonly slowestResumeSeconds: number | null;
  /** What does not hold; empty when all does. */
  readonly broken: readonly string[];
}

const RESUME_SECONDS = 10;

/** Holds what SendGrid took against what the send ledger says. */
export async function balance(stage: Stage, fault: string, suffered: Suffered): Promise<Row> {
  const { shopId, campaignId } = suffered.send;
  const { eligible, accepted, refused, unknown, withheld, cancelled, remaining, delivered } = await readProgress(
    shopId,
    campaignId,
    new Date(),
  );
  const taken = new Map<string, number>();
  for (const { to, personalization } of stage.sendgrid.sent())
    if (personalization.custom_args?.twostage_recipient?.startsWith(`${shopId}-${campaignId}-`))
      taken.set(to.toLowerCase(), (taken.get(to.toLowerCase()) ?? 0) + 1);
  const { rows } = await pool().query<{ email: string; state: string | null; apart: boolean }>(
    `SELECT lower(r.email) AS email, b.state, r.withheld <> '{}' OR r.refusal IS NOT NULL AS apart FROM recipient r
     JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1
     WHERE r.shop_id = $1 AND r.campaign_id = $2 AND r.basis IS NOT NULL`,
    [shopId, campaignId],
  );
  const skipped = rows.filter(({ email, state, apart }) => !apart && !taken.has(email) && state !== "unknown").length;
  const untold = rows.filter(
    ({ email, state }) => taken.has(email) && state !== "accepted" && state !== "unknown",
  ).length;
  const twice = [...taken.values()].filter((times) => times > 1).length;
  const unknownBatches = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND (state = 'unknown' OR outcome = 'reported')",
    [shopId, campaignId],
  );
  const slowest = suffered.resumedMs.length > 0 ? Math.max(...suffered.resumedMs) / 1000 : null;
  const broken = [
    ...(twice > 0 ? [`${twice} addresses got it twice`] : []),
    ...(skipped > 0 ? [`${skipped} were skipped`] : []),
    // No fault has SendGrid refuse anything.
    ...(refused > 0 ? [`${refused} are taken for refused`] : []),
    ...(untold > 0 ? [`${untold} went and the ledger says they did not`] : []),
    ...(remaining > 0 ? [`${remaining} remain`] : []),
    ...(eligible !== accepted + refused + unknown + withheld + cancelled + remaining
      ? ["the accounts do not balance"]
      : []),
    ...((unknownBatches.rows[0]?.n ?? 0) > suffered.lostAnswers ? ["more is unknown than was in flight"] : []),
    ...(slowest !== null && slowest > RESUME_SECONDS ? [`resumed after ${slowest} s`] : []),
    ...(suffered.reports && delivered !== taken.size ? [`${delivered} of ${taken.size} counted as delivered`] : []),
  ];
  return {
    fault,
    recipients: eligible,
    accepted,
    refused,
    unknown,
    cancelled,
    remaining,
    taken: taken.size,
    twice,
    skipped,
    blows: suffered.blows ?? null,
    slowestResumeSeconds: slowest === null ? null : Number(slowest.toFixed(1)),
    broken,
  };
}
