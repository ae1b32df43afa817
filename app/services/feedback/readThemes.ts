import { pool } from "~/db/client";
import { isOptOut } from "~/services/exclusions/optOutWays";
import { FEEDBACK_THEMES, OPT_OUT_REASONS, type FeedbackKind, type FeedbackTheme } from "~/policy/feedback";

/** How often a theme came up: in cases, and among the reasons people gave when they opted out. */
export interface ThemeCount {
  readonly theme: FeedbackTheme;
  readonly cases: number;
  readonly reasons: number;
}

/** What was said about one campaign, beside what came of it (P15). */
export interface CampaignFeedback {
  readonly campaignId: number;
  readonly name: string;
  readonly startedAt: Date | null;
  readonly handedOver: number;
  readonly optOuts: number;
  readonly cases: number;
  readonly complaints: number;
  readonly themes: readonly ThemeCount[];
}

/** All that was said, whatever it is about, and campaign by campaign. */
export interface FeedbackOverview {
  readonly kinds: readonly { readonly kind: FeedbackKind; readonly cases: number }[];
  readonly themes: readonly ThemeCount[];
  /** Cases that nobody has given a theme yet. */
  readonly unsorted: number;
  readonly campaigns: readonly CampaignFeedback[];
}

const CAMPAIGNS_SHOWN = 25;

/** Reads the themes over all feedback and of the newest campaigns (P15). */
export async function readFeedbackOverview(shopId: number): Promise<FeedbackOverview> {
  const [kinds, themes, campaigns] = await Promise.all([
    pool().query<{ kind: FeedbackKind; cases: number; unsorted: number }>(
      "SELECT kind, count(*)::int AS cases, count(*) FILTER (WHERE theme IS NULL)::int AS unsorted FROM feedback_case WHERE shop_id = $1 GROUP BY kind ORDER BY 2 DESC",
      [shopId],
    ),
    countThemes(shopId, null),
    pool().query<{ id: number }>(
      `SELECT id FROM campaign WHERE shop_id = $1 AND started_at IS NOT NULL ORDER BY id DESC LIMIT ${CAMPAIGNS_SHOWN}`,
      [shopId],
    ),
  ]);
  return {
    kinds: kinds.rows.map(({ kind, cases }) => ({ kind, cases })),
    themes: themes.get(null) ?? [],
    unsorted: kinds.rows.reduce((sum, { unsorted }) => sum + unsorted, 0),
    campaigns: await readCampaigns(
      shopId,
      campaigns.rows.map(({ id }) => id),
    ),
  };
}

/** Reads what was said about one campaign; `undefined` for one that does not exist. */
export async function readCampaignFeedback(shopId: number, campaignId: number): Promise<CampaignFeedback | undefined> {
  return (await readCampaigns(shopId, [campaignId]))[0];
}

async function readCampaigns(shopId: number, ids: readonly number[]): Promise<CampaignFeedback[]> {
  if (ids.length === 0) return [];
  const [{ rows }, themes] = await Promise.all([
    pool().query<Omit<CampaignFeedback, "themes">>(
      `SELECT k.id AS "campaignId", k.name, k.started_at AS "startedAt",
              coalesce((SELECT sum(b.handed_over) FROM batch b WHERE b.shop_id = k.shop_id AND b.campaign_id = k.id AND b.state IN ('accepted', 'unknown')), 0)::int AS "handedOver",
              (SELECT count(DISTINCT e.recipient_seq) FROM exclusion_event e WHERE e.shop_id = k.shop_id AND e.campaign_id = k.id AND ${isOptOut("e")})::int AS "optOuts",
              (SELECT count(*) FROM feedback_case c WHERE c.shop_id = k.shop_id AND c.campaign_id = k.id)::int AS cases,
              (SELECT count(*) FROM feedback_case c WHERE c.shop_id = k.shop_id AND c.campaign_id = k.id AND c.kind IN ('complaint', 'objection'))::int AS complaints
       FROM campaign k WHERE k.shop_id = $1 AND k.id = ANY($2::int[]) ORDER BY k.id DESC`,
      [shopId, ids],
    ),
    countThemes(shopId, ids),
  ]);
  return rows.map((row) => ({ ...row, themes: themes.get(row.campaignId) ?? [] }));
}

/** Themes by campaign; all together under `null` when no campaigns are named. */
async function countThemes(shopId: number, ids: readonly number[] | null): Promise<Map<number | null, ThemeCount[]>> {
  const [cases, reasons] = await Promise.all([
    pool().query<{ campaign: number | null; code: FeedbackTheme; n: number }>(
      `SELECT ${ids ? "campaign_id" : "NULL::int"} AS campaign, theme AS code, count(*)::int AS n FROM feedback_case
       WHERE shop_id = $1 AND theme IS NOT NULL AND ($2::int[] IS NULL OR campaign_id = ANY($2)) GROUP BY 1, 2`,
      [shopId, ids],
    ),
    pool().query<{ campaign: number | null; code: keyof typeof OPT_OUT_REASONS; n: number }>(
      `SELECT ${ids ? "campaign_id" : "NULL::int"} AS campaign, reason AS code, count(*)::int AS n FROM opt_out_reason
       WHERE shop_id = $1 AND ($2::int[] IS NULL OR campaign_id = ANY($2)) GROUP BY 1, 2`,
      [shopId, ids],
    ),
  ]);
  const found = new Map<number | null, Map<FeedbackTheme, { cases: number; reasons: number }>>();
  const add = (campaign: number | null, theme: FeedbackTheme | undefined, cases: number, given: number) => {
    if (!theme) return;
    const themes = found.get(campaign) ?? new Map<FeedbackTheme, { cases: number; reasons: number }>();
    const before = themes.get(theme) ?? { cases: 0, reasons: 0 };
    themes.set(theme, { cases: before.cases + cases, reasons: before.reasons + given });
    found.set(campaign, themes);
  };
  for (const { campaign, code, n } of cases.rows) add(campaign, code, n, 0);
  for (const { campaign, code, n } of reasons.rows) add(campaign, OPT_OUT_REASONS[code], 0, n);
  return new Map(
    [...found].map(([campaign, themes]) => [
      campaign,
      FEEDBACK_THEMES.flatMap((theme) => {
        const counted = themes.get(theme);
        return counted ? [{ theme, ...counted }] : [];
      }).sort((a, b) => b.cases + b.reasons - (a.cases + a.reasons)),
    ]),
  );
}
