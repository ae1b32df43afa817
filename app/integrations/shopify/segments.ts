import { z } from "zod";
import type { AdminGraphql } from "./admin";
import { gidNumber } from "./customer";
import * as operations from "./operations";

const segment = z.object({ id: z.string(), name: z.string(), query: z.string() });
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const segmentsPage = z.object({ segments: z.object({ nodes: z.array(segment), pageInfo }) });
const segmentNode = z.object({ node: segment.nullish() });
const membersPage = z.object({
  customerSegmentMembers: z.object({
    totalCount: z.number(),
    edges: z.array(z.object({ node: z.object({ id: z.string() }) })),
    pageInfo,
  }),
});

/** A customer segment as the store defines it. */
export interface Segment {
  /** The store's number. */
  readonly id: string;
  readonly name: string;
  /** In Shopify's own language of segments. */
  readonly query: string;
}

/** One page of a segment's members, by the store's numbers of the customers. */
export interface MembersPage {
  readonly customerIds: readonly string[];
  readonly total: number;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const numbered = ({ id, ...rest }: z.output<typeof segment>): Segment[] => {
  const number = gidNumber(id);
  return number === undefined ? [] : [{ id: number, ...rest }];
};

const nextOf = ({ hasNextPage, endCursor }: z.output<typeof pageInfo>) => (hasNextPage && endCursor ? endCursor : null);

/** One page of the store's segments, newest first. */
export async function fetchSegments(
  admin: AdminGraphql,
  after: string | null,
): Promise<{ readonly segments: readonly Segment[]; readonly next: string | null }> {
  const { segments } = segmentsPage.parse(await admin(operations.SEGMENTS, { after }));
  return { segments: segments.nodes.flatMap(numbered), next: nextOf(segments.pageInfo) };
}

/** One segment by number; `undefined` when it is gone. */
export async function fetchSegment(admin: AdminGraphql, segmentId: string): Promise<Segment | undefined> {
  const { node } = segmentNode.parse(await admin(operations.SEGMENT, { id: `gid://shopify/Segment/${segmentId}` }));
  return node ? numbered(node)[0] : undefined;
}

/** One page of who meets a segment's query, days counted on the shop's own calendar. */
export async function fetchSegmentMembers(
  admin: AdminGraphql,
  query: string,
  timezone: string,
  after: string | null,
): Promise<MembersPage> {
  const answer = await admin(operations.SEGMENT_MEMBERS, { query, timezone, after });
  const { totalCount, edges, pageInfo: page } = membersPage.parse(answer).customerSegmentMembers;
  return { customerIds: edges.flatMap(({ node }) => gidNumber(node.id) ?? []), total: totalCount, next: nextOf(page) };
}
