import type { ExclusionSource } from "@prisma/client";
import { pool } from "~/db/client";
import { domainsOf } from "~/db/excludedDomains";
import { addressKeys } from "~/services/shops/keys";

export interface ExclusionRow {
  /** Hex of the key: names the row in links, never an address. */
  readonly key: string;
  /** Null once erased. */
  readonly email: string | null;
  /** For a whole domain: everybody at it and below it is excluded. */
  readonly domain: string | null;
  readonly source: ExclusionSource;
  readonly at: Date;
  readonly actor: string | null;
  readonly note: string | null;
  readonly campaignId: number | null;
  readonly campaignName: string | null;
}

export interface ExclusionPage {
  readonly rows: readonly ExclusionRow[];
  /** Hand back to get the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/**
 * One page of the exclusion list, newest first. A search that is a whole address finds it by its key, in any spelling and after erasure; any other text finds
 * addresses that begin with it, and whole domains. An address at an excluded domain finds the domain too.
 */
export async function listExclusions(
  shopId: number,
  options: { search?: string; after?: string } = {},
): Promise<ExclusionPage> {
  const search = options.search?.trim() ?? "";
  const [afterAt, afterKey] = options.after?.split("_") ?? [];
  const values: unknown[] = [shopId];
  // Of all of them; named for the index of this list, which is for nothing else.
  const where = ["x.shop_id = $1", "x.at > '-infinity'"];
  const bind = (value: unknown) => `$${values.push(value)}`;
  if (search.includes("@")) {
    const key = bind((await addressKeys(shopId)).exclusionKey(search));
    where.push(`(x.key = ${key} OR x.domain IS NOT NULL AND x.domain = ANY(${bind(domainsOf(search))}::text[]))`);
  } else if (search) {
    const begins = bind(`${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`);
    where.push(`(lower(x.email) LIKE ${begins} OR x.domain LIKE ${begins})`);
  }
  if (afterAt && afterKey) {
    where.push(`(x.at, x.key) < (${bind(new Date(Number(afterAt)))}, decode(${bind(afterKey)}, 'hex'))`);
  }
  // Keyset, not OFFSET: page 10,000 costs what page 1 costs.
  const { rows } = await pool().query<ExclusionRow>(
    `SELECT encode(x.key, 'hex') AS key, x.email, x.domain, x.source, x.at, x.actor, x.note, x.campaign_id AS "campaignId", c.name AS "campaignName"
     FROM exclusion x LEFT JOIN campaign c ON c.shop_id = x.shop_id AND c.id = x.campaign_id
     WHERE ${where.join(" AND ")} ORDER BY x.at DESC, x.key DESC LIMIT ${PAGE + 1}`,
    values,
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page, next: rows.length > PAGE && last ? `${last.at.getTime()}_${last.key}` : null };
}
