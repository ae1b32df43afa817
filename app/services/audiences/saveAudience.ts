import { z } from "zod";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { audienceCriteria, givenCriteria } from "~/services/campaigns/audience";
import { followAudience } from "~/services/campaigns/chooseAudience";

/** An audience as its form gives it: named, with why these people, by what they are or did (P5). */
const audienceInput = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .refine((text) => !/[\r\n\u0000-\u001f]/.test(text)),
  rationale: z.string().trim().min(1).max(2000),
  criteria: givenCriteria,
});
export type AudienceInput = z.input<typeof audienceInput>;
type Audience = z.output<typeof audienceInput>;

/** Makes an audience. Throws `Problem("input_invalid")` naming the fields, criteria one by one as `criteria.tags`. Gives its id. */
export async function createAudience(shopId: number, input: AudienceInput, actor: string, at: Date): Promise<number> {
  const audience = parse(input);
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      "INSERT INTO audience (shop_id, created_at) VALUES ($1, $2) RETURNING id",
      [shopId, at],
    );
    const id = rows[0]?.id ?? 0;
    await addVersion(tx, shopId, { id, version: 1, audience, actor, at });
    await record(tx, shopId, { act: "audience_created", actor, at, subject: { kind: "audience", id } });
    return id;
  });
}

/**
 * Saves an audience as a new version; what was sent before keeps the version it used, and drafts follow. Saving what is stored already changes nothing. Throws `Problem` with `input_invalid`, `not_found`, or `wrong_state` when it was put
 * away.
 */
export async function saveAudience(
  shopId: number,
  id: number,
  input: AudienceInput,
  actor: string,
  at: Date,
): Promise<void> {
  const audience = parse(input);
  await transaction(async (tx) => {
    const before = await lockAudience(tx, shopId, id);
    if (before.archived) throw new Problem("wrong_state");
    const fields = (["name", "rationale", "criteria"] as const).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(audience[field]),
    );
    if (fields.length === 0) return;
    const version = before.version + 1;
    await addVersion(tx, shopId, { id, version, audience, actor, at });
    await tx.query("UPDATE audience SET version = $3 WHERE shop_id = $1 AND id = $2", [shopId, id, version]);
    await followAudience(tx, shopId, id);
    const subject = { kind: "audience", id } as const;
    await record(tx, shopId, { act: "audience_edited", actor, at, subject, after: { version, fields } });
  });
}

/**
 * Takes an audience away: one that no campaign has is deleted, one that a campaign has is put away, so that what was sent can still be read and nothing new chooses it. Tells which. Throws `Problem` with `not_found`, or
 * `wrong_state` when it was put away before and is still in use.
 */
export async function removeAudience(
  shopId: number,
  id: number,
  actor: string,
  at: Date,
): Promise<"deleted" | "archived"> {
  return transaction(async (tx) => {
    const { archived } = await lockAudience(tx, shopId, id);
    const { rowCount: used } = await tx.query(
      "SELECT 1 FROM campaign WHERE shop_id = $1 AND audience_id = $2 LIMIT 1",
      [shopId, id],
    );
    const subject = { kind: "audience", id } as const;
    if (used) {
      if (archived) throw new Problem("wrong_state");
      await tx.query("UPDATE audience SET archived_at = $3 WHERE shop_id = $1 AND id = $2", [shopId, id, at]);
      await record(tx, shopId, { act: "audience_archived", actor, at, subject });
      return "archived";
    }
    await tx.query("DELETE FROM audience_version WHERE shop_id = $1 AND audience_id = $2", [shopId, id]);
    await tx.query("DELETE FROM audience WHERE shop_id = $1 AND id = $2", [shopId, id]);
    await record(tx, shopId, { act: "audience_deleted", actor, at, subject });
    return "deleted";
  });
}

/** Brings back an audience that was put away. Throws `Problem` with `not_found`, or `wrong_state` when it was not. */
export async function restoreAudience(shopId: number, id: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    if (!(await lockAudience(tx, shopId, id)).archived) throw new Problem("wrong_state");
    await tx.query("UPDATE audience SET archived_at = NULL WHERE shop_id = $1 AND id = $2", [shopId, id]);
    await record(tx, shopId, { act: "audience_restored", actor, at, subject: { kind: "audience", id } });
  });
}

/** Reads an audience as it is, held until commit. */
async function lockAudience(
  tx: Sql,
  shopId: number,
  id: number,
): Promise<Audience & { readonly version: number; readonly archived: boolean }> {
  const { rows } = await tx.query<{
    version: number;
    archived: boolean;
    name: string;
    rationale: string;
    criteria: unknown;
  }>(
    `SELECT a.version, a.archived_at IS NOT NULL AS archived, v.name, v.rationale, v.criteria
     FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version
     WHERE a.shop_id = $1 AND a.id = $2 FOR UPDATE OF a`,
    [shopId, id],
  );
  const [audience] = rows;
  if (!audience) throw new Problem("not_found");
  return { ...audience, criteria: audienceCriteria.parse(audience.criteria) };
}

interface NewVersion {
  readonly id: number;
  readonly version: number;
  readonly audience: Audience;
  readonly actor: string;
  readonly at: Date;
}

async function addVersion(tx: Sql, shopId: number, { id, version, audience, actor, at }: NewVersion): Promise<void> {
  const { name, rationale, criteria } = audience;
  await tx.query(
    "INSERT INTO audience_version (shop_id, audience_id, version, name, rationale, criteria, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [shopId, id, version, name, rationale, JSON.stringify(criteria), at, actor],
  );
}

function parse(input: AudienceInput): Audience {
  const result = audienceInput.safeParse(input);
  if (result.success) return result.data;
  throw new Problem("input_invalid", [
    ...new Set(result.error.issues.map((issue) => issue.path.slice(0, 2).join("."))),
  ]);
}
