import { pool } from "~/db/client";
import type { CampaignState } from "~/policy/campaignStates";
import { audienceCriteria, type AudienceCriteria } from "~/services/campaigns/audience";

/** An audience as the list shows it. */
export interface AudienceRow {
  readonly id: number;
  readonly name: string;
  readonly rationale: string;
  readonly version: number;
  readonly savedAt: Date;
  readonly archivedAt: Date | null;
  /** Campaigns that have it. */
  readonly campaigns: number;
}

/** One version of an audience. */
export interface AudienceVersion {
  readonly version: number;
  readonly name: string;
  readonly rationale: string;
  readonly criteria: AudienceCriteria;
  readonly savedAt: Date;
  readonly savedBy: string;
}

/** A campaign that has an audience, with the version of it. */
export interface AudienceUse {
  readonly id: number;
  readonly name: string;
  readonly state: CampaignState;
  readonly version: number;
  readonly startedAt: Date | null;
}

/** All that the page of an audience shows. */
export interface AudienceDetail {
  readonly id: number;
  readonly archivedAt: Date | null;
  readonly current: AudienceVersion;
  /** Earlier versions, newest first. */
  readonly earlier: readonly AudienceVersion[];
  /** Newest first. */
  readonly usedBy: readonly AudienceUse[];
  /** Whether there are more campaigns than those. */
  readonly moreUses: boolean;
}

const PAGE = 50;
const SHOWN = 50;

const ROWS = `SELECT a.id, v.name, v.rationale, a.version, v.saved_at AS "savedAt", a.archived_at AS "archivedAt",
    (SELECT count(*) FROM campaign c WHERE c.shop_id = a.shop_id AND c.audience_id = a.id)::int AS campaigns
  FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version WHERE a.shop_id = $1`;

/** One page of the shop's audiences, newest first: those in use, or those that were put away. `next` is handed back for the following page. */
export async function listAudiences(
  shopId: number,
  options: { readonly archived: boolean; readonly before?: number },
): Promise<{ readonly rows: readonly AudienceRow[]; readonly next: number | null }> {
  const { rows } = await pool().query<AudienceRow>(
    `${ROWS} AND a.id < $2 AND (a.archived_at IS NOT NULL) = $3 ORDER BY a.id DESC LIMIT ${PAGE + 1}`,
    [shopId, options.before ?? 2_147_483_647, options.archived],
  );
  const page = rows.slice(0, PAGE);
  return { rows: page, next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

/** What a campaign can choose from: audiences in use, by name, and the one it has already. */
export interface AudienceOption {
  readonly id: number;
  readonly name: string;
  readonly rationale: string;
}

const OPTIONS = 500;

/** Audiences that a campaign can choose: the one it has first, even if that was put away, then by name. */
export async function audienceOptions(shopId: number, chosen: number | null): Promise<AudienceOption[]> {
  const { rows } = await pool().query<AudienceOption>(
    `SELECT id, name, rationale FROM (${ROWS} AND (a.archived_at IS NULL OR a.id = $2)) listed ORDER BY id = $2 DESC NULLS LAST, lower(name), id LIMIT ${OPTIONS}`,
    [shopId, chosen],
  );
  return rows;
}

/** Criteria of the newest version of an audience; `undefined` when the shop has no such audience. */
export async function readCriteria(shopId: number, id: number): Promise<AudienceCriteria | undefined> {
  return (await readVersions(shopId, id, 1))[0]?.criteria;
}

/** One audience with its versions and its uses; `undefined` when the shop has no such audience. */
export async function readAudience(shopId: number, id: number): Promise<AudienceDetail | undefined> {
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) return undefined;
  const [{ rows: found }, versions, { rows: uses }] = await Promise.all([
    pool().query<{ archivedAt: Date | null }>(
      'SELECT archived_at AS "archivedAt" FROM audience WHERE shop_id = $1 AND id = $2',
      [shopId, id],
    ),
    readVersions(shopId, id, SHOWN),
    pool().query<AudienceUse>(
      `SELECT id, name, state, audience_version AS version, started_at AS "startedAt" FROM campaign
       WHERE shop_id = $1 AND audience_id = $2 ORDER BY id DESC LIMIT ${SHOWN + 1}`,
      [shopId, id],
    ),
  ]);
  const [current, ...earlier] = versions;
  if (!found[0] || !current) return undefined;
  const usedBy = uses.slice(0, SHOWN);
  return { id, archivedAt: found[0].archivedAt, current, earlier, usedBy, moreUses: uses.length > SHOWN };
}

async function readVersions(shopId: number, id: number, limit: number): Promise<AudienceVersion[]> {
  const { rows } = await pool().query<Omit<AudienceVersion, "criteria"> & { criteria: unknown }>(
    `SELECT version, name, rationale, criteria, saved_at AS "savedAt", saved_by AS "savedBy" FROM audience_version
     WHERE shop_id = $1 AND audience_id = $2 ORDER BY version DESC LIMIT $3`,
    [shopId, id, limit],
  );
  return rows.map((row) => ({ ...row, criteria: audienceCriteria.parse(row.criteria) }));
}
