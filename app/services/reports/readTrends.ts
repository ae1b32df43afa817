import { pool } from "~/db/client";
import { alarmsOf, type Alarm } from "~/policy/alarms";
import { sumOfOrders, type OrderCount } from "~/policy/reports";
import { isOptOut } from "~/services/exclusions/optOutWays";
import { ordersOf } from "./ordersOf";

/** A campaign beside the others. */
export interface Trend {
  readonly id: number;
  readonly name: string;
  readonly startedAt: Date;
  readonly handedOver: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly spam: number;
  readonly optOuts: number;
  readonly feedback: number;
  readonly orders: OrderCount;
  readonly alarms: readonly Alarm[];
}

export interface TrendPage {
  /** Newest first. */
  readonly trends: readonly Trend[];
  /** Hand back as `before` for older ones; null on the last page. */
  readonly older: string | null;
}

const PAGE = 20;

/** A page of the shop's started campaigns with what came of each, from the counts of their batches: no look at recipients or at reports one by one. `before`: the number of the oldest campaign shown so far. */
export async function readTrends(shopId: number, orderDays: number, before?: number): Promise<TrendPage> {
  const { rows } = await pool().query<Omit<Trend, "orders" | "alarms">>(
    `SELECT k.id, k.name, k.started_at AS "startedAt", b."handedOver", b.delivered, b.bounced,
            (SELECT count(DISTINCT e.recipient_seq) FROM mail_event e WHERE e.shop_id = $1 AND e.campaign_id = k.id AND e.event = 'spamreport')::int AS spam,
            (SELECT count(DISTINCT x.recipient_seq) FROM exclusion_event x WHERE x.shop_id = $1 AND x.campaign_id = k.id AND ${isOptOut("x")})::int AS "optOuts",
            (SELECT count(*) FROM feedback_case f WHERE f.shop_id = $1 AND f.campaign_id = k.id)::int AS feedback
     FROM (SELECT id, name, started_at FROM campaign WHERE shop_id = $1 AND started_at IS NOT NULL AND id < $2 ORDER BY id DESC LIMIT ${PAGE + 1}) k
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(handed_over) FILTER (WHERE state IN ('accepted', 'unknown')), 0)::int AS "handedOver", coalesce(sum(delivered), 0)::int AS delivered, coalesce(sum(bounced), 0)::int AS bounced
       FROM batch WHERE shop_id = $1 AND campaign_id = k.id
     ) b ORDER BY k.id DESC`,
    [shopId, before ?? 2_147_483_647],
  );
  const page = rows.slice(0, PAGE);
  const orders = await ordersOf(
    shopId,
    page.map(({ id }) => id),
    orderDays,
  );
  const ofCampaign = (id: number) =>
    sumOfOrders([...orders].flatMap(([of, count]) => (of.startsWith(`${id} `) ? [count] : [])));
  return {
    trends: page.map((row) => ({ ...row, orders: ofCampaign(row.id), alarms: alarmsOf(row) })),
    older: rows.length > PAGE ? String(page.at(-1)?.id) : null,
  };
}
