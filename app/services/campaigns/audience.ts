import { z } from "zod";
import type { ContactFilter } from "~/db/contactFacts";
import { RELATIONS } from "~/policy/facts";

const strings = z.array(z.string().trim().min(1).max(255)).max(50).default([]);

/**
 * Criteria of an audience (P5: targeted, never random). An empty list is no restriction. There is no way to draw a sample.
 */
export const audienceCriteria = z.object({
  relations: z.array(z.enum(RELATIONS)).max(3).default([]),
  /** Any of these tags. */
  tags: strings,
  /** ISO 3166 codes, any of these. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(50)
    .default([]),
  /** Last order in the past so many months. */
  orderedWithinMonths: z.number().int().min(1).max(120).nullable().default(null),
  minimumOrders: z.number().int().min(0).max(1_000_000).default(0),
});
export type AudienceCriteria = z.output<typeof audienceCriteria>;

/** The criteria as a condition on contacts; its values are numbered from `$first`. They select, and never decide: whether one of them may be mailed is decide()'s. */
export function audienceFilter(criteria: AudienceCriteria, first: number, at: Date): ContactFilter {
  const values: unknown[] = [];
  const conditions: string[] = ["true"];
  const bind = (value: unknown) => `$${first - 1 + values.push(value)}`;
  if (criteria.relations.length > 0) conditions.push(`c.relation = ANY(${bind(criteria.relations)}::relation[])`);
  if (criteria.tags.length > 0) conditions.push(`c.tags && ${bind(criteria.tags)}::text[]`);
  if (criteria.countries.length > 0) conditions.push(`c.country = ANY(${bind(criteria.countries)}::text[])`);
  if (criteria.orderedWithinMonths)
    conditions.push(
      `c.last_order_at >= ${bind(at)}::timestamptz - make_interval(months => ${bind(criteria.orderedWithinMonths)})`,
    );
  if (criteria.minimumOrders > 0) conditions.push(`c.order_count >= ${bind(criteria.minimumOrders)}`);
  return { sql: conditions.join(" AND "), values };
}
