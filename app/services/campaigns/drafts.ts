import type { Campaign } from "@prisma/client";
import { prisma } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { mailBlocks } from "~/email/blockSchema";
import { Problem } from "~/lib/errors";
import { missingFields, type RequiredField } from "~/policy/campaignFields";
import type { CampaignAct } from "~/policy/campaignStates";
import { record } from "~/services/audit/record";
import { chooseAudience, holdAudience } from "./chooseAudience";
import { moveCampaign } from "./moveCampaign";
import { parseDraft, type Draft, type DraftInput } from "./parseDraft";

/** Fields of a stored campaign that are still missing before it may be sent (P5). */
export function missingOf(campaign: Pick<Campaign, RequiredField>): RequiredField[] {
  return missingFields({ ...campaign, body: mailBlocks.parse(campaign.body) });
}

/** Makes a draft. Throws `Problem("input_invalid")` naming the fields, `audienceId` too when there is no such audience or it was put away. Gives its id. */
export async function createDraft(shopId: number, input: DraftInput, actor: string, at: Date): Promise<number> {
  const draft = parseDraft(input);
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO campaign (shop_id, created_by, created_at, ${DRAFT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [shopId, actor, at, ...draftValues(draft)],
    );
    const id = rows[0]?.id ?? 0;
    await chooseAudience(tx, shopId, id, draft.audienceId);
    await record(tx, shopId, { act: "campaign_created", actor, at, subject: { kind: "campaign", id } });
    return id;
  });
}

const DRAFT_COLUMNS = "name, subject, preheader, body, purpose, utm_source, utm_medium, utm_campaign";

const draftValues = (draft: Draft) => [
  draft.name,
  draft.subject,
  draft.preheader,
  JSON.stringify(draft.body),
  draft.purpose,
  draft.utmSource,
  draft.utmMedium,
  draft.utmCampaign,
];

/**
 * Saves a draft as somebody saw it at `version`, and gives its new version. Throws `Problem` with `input_invalid` naming the places, `not_found`, `wrong_state` once it has been started, or `draft_changed` when it has been saved in between, in another
 * window or by somebody else: nobody's words are overwritten unseen. What is stored already, word for word, is no conflict: the answer to the first may have been lost. The audit keeps one act for what the same member of staff changes in the same fields within some minutes, since drafts are saved while they are written.
 */
export async function saveDraft(
  shopId: number,
  id: number,
  input: DraftInput,
  version: number,
  actor: string,
  at: Date,
): Promise<number> {
  const draft = parseDraft(input);
  return transaction(async (tx) => {
    // Before the campaign, as an edit of the audience takes them, or each could wait for the other.
    if (draft.audienceId !== null) await holdAudience(tx, shopId, draft.audienceId);
    const stored = await lockDraft(tx, shopId, id, draft);
    const { changed } = stored;
    if (stored.version !== version) {
      if (changed.length === 0) return stored.version;
      throw new Problem("draft_changed");
    }
    await tx.query(
      `UPDATE campaign SET (${DRAFT_COLUMNS}) = ROW($3, $4, $5, $6::jsonb, $7, $8, $9, $10), version = version + 1 WHERE shop_id = $1 AND id = $2`,
      [shopId, id, ...draftValues(draft)],
    );
    await chooseAudience(tx, shopId, id, draft.audienceId);
    if (
      changed.length > 0 &&
      !(await keptAlready(tx, shopId, { id, audienceId: draft.audienceId }, changed, actor, at))
    )
      await record(tx, shopId, {
        act: "campaign_edited",
        actor,
        at,
        subject: { kind: "campaign", id },
        after: { fields: changed },
      });
    return version + 1;
  });
}

/** For so long, saving the same fields again is the same act. */
const SAME_ACT_MINUTES = 10;

/** Whether the audit has it already that this member of staff, and nobody else since, is changing these fields: who changed a campaign or its audience last must always be the last entry (approval.ts). */
async function keptAlready(
  tx: Sql,
  shopId: number,
  { id, audienceId }: { readonly id: number; readonly audienceId: number | null },
  fields: readonly string[],
  actor: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await tx.query<{ actor: string; fields: string[] | null }>(
    `SELECT actor, CASE WHEN act = 'campaign_edited' THEN after -> 'fields' END AS fields FROM audit_event
     WHERE shop_id = $1 AND ((subject_kind = 'campaign' AND subject_id = $2) OR (subject_kind = 'audience' AND subject_id = $4))
       AND at > $3::timestamptz - make_interval(mins => ${SAME_ACT_MINUTES}) ORDER BY id DESC`,
    [shopId, String(id), at, audienceId === null ? null : String(audienceId)],
  );
  const other = rows.findIndex((row) => row.actor !== actor);
  const own = other === -1 ? rows : rows.slice(0, other);
  const kept = new Set(own.flatMap((row) => row.fields ?? []));
  return fields.every((field) => kept.has(field));
}

/** Locks a draft, and gives its version and the fields that `draft` would change: by name, since what the merchant writes may name people. Throws `Problem` with `not_found` or `wrong_state`. */
async function lockDraft(
  tx: Sql,
  shopId: number,
  id: number,
  draft: Draft,
): Promise<{ readonly version: number; readonly changed: readonly string[] }> {
  const { rows } = await tx.query<Record<string, unknown> & { state: string; version: number }>(
    `SELECT ${DRAFT_COLUMNS}, audience_id, state, version FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
    [shopId, id],
  );
  const [stored] = rows;
  if (!stored) throw new Problem("not_found");
  if (stored.state !== "draft") throw new Problem("wrong_state");
  const values = [...draftValues(draft), draft.audienceId];
  const changed = [...DRAFT_COLUMNS.split(", "), "audience_id"].filter((name, place) =>
    name === "body"
      ? JSON.stringify(mailBlocks.parse(stored.body)) !== JSON.stringify(draft.body)
      : stored[name] !== values[place],
  );
  return { version: stored.version, changed };
}

/** One campaign of the shop, or `undefined`. */
export async function findCampaign(shopId: number, id: number): Promise<Campaign | undefined> {
  return (await prisma().campaign.findUnique({ where: { shopId_id: { shopId, id } } })) ?? undefined;
}

/** One page of campaigns, newest first; `next` is handed back for the following page. */
export async function listCampaigns(
  shopId: number,
  options: { before?: number } = {},
): Promise<{ rows: Campaign[]; next: number | null }> {
  const PAGE = 25;
  const rows = await prisma().campaign.findMany({
    where: { shopId, ...(options.before ? { id: { lt: options.before } } : {}) },
    orderBy: { id: "desc" },
    take: PAGE + 1,
  });
  const page = rows.slice(0, PAGE);
  return { rows: page, next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

/**
 * Pauses or cancels: from the moment it returns no further batch is handed over, but for those in flight. Throws `Problem` with `wrong_state` when the act is not open, or `not_found`.
 * Resuming is done by services/campaigns/startCampaign, which also queues the work.
 */
export async function changeState(
  shopId: number,
  id: number,
  act: Extract<CampaignAct, "pause" | "cancel">,
  actor: string,
  at: Date,
): Promise<void> {
  await transaction(async (tx) => {
    await moveCampaign(tx, shopId, id, { act, actor, at, ...(act === "pause" ? { reason: "staff" } : {}) });
  });
}
