import { pool } from "~/db/client";

/** Contacts that staff decided together. */
export interface StaffDecision {
  readonly groupId: string;
  readonly legalForm: "corporate" | "individual";
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
  readonly contacts: number;
  /** Name of one of them, by its company where it has one; empty when it has neither. */
  readonly about: string;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
}

const LATEST = 10;

/** The latest decisions of a shop's staff, newest first, also those that were undone. */
export async function listDecisions(shopId: number): Promise<StaffDecision[]> {
  // From one decision to the next by the index of decided evidence, newest first: a decision's rows lie together, so what is read is what the ten hold.
  const { rows } = await pool().query<StaffDecision>(
    `WITH RECURSIVE latest AS (
       (SELECT id, group_id, 1 AS place, ARRAY[group_id] AS passed FROM form_evidence
        WHERE shop_id = $1 AND group_id IS NOT NULL ORDER BY id DESC LIMIT 1)
       UNION ALL
       SELECT n.id, n.group_id, l.place + 1, l.passed || n.group_id FROM latest l CROSS JOIN LATERAL (
         SELECT e.id, e.group_id FROM form_evidence e
         WHERE e.shop_id = $1 AND e.group_id IS NOT NULL AND e.id < l.id AND e.group_id <> ALL(l.passed) ORDER BY e.id DESC LIMIT 1
       ) n WHERE l.place < ${LATEST}
     )
     SELECT e.group_id AS "groupId", e.says AS "legalForm", coalesce(e.reason, '') AS reason, coalesce(e.actor, '') AS actor, e.at,
            (SELECT count(*)::int FROM form_evidence g WHERE g.shop_id = $1 AND g.group_id = e.group_id) AS contacts,
            coalesce((SELECT coalesce(nullif(c.company, ''), nullif(c.name, ''), c.email) FROM contact c WHERE c.shop_id = $1 AND c.id = e.contact_id), '') AS about,
            e.undone_at AS "undoneAt", e.undone_by AS "undoneBy"
     FROM latest l JOIN form_evidence e ON e.shop_id = $1 AND e.id = l.id ORDER BY e.id DESC`,
    [shopId],
  );
  return rows;
}
