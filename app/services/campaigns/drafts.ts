import type { Campaign } from "@prisma/client";
import { z } from "zod";
import { prisma } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { CampaignAct } from "~/policy/campaignStates";
import { record } from "~/services/audit/record";
import { chooseAudience } from "./chooseAudience";
import { moveCampaign } from "./moveCampaign";

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\r\n\u0000-\u001f]/.test(text));

/** A draft as the compose form gives it. Anything but the name may still be missing; lengths and shapes are checked at once. */
const draftInput = z.object({
  name: line(120).refine((name) => name !== ""),
  subject: line(200),
  preheader: line(200),
  body: z.string().trim().max(50_000),
  purpose: line(300),
  /** The named audience it is for; none yet is null. */
  audienceId: z.number().int().min(1).max(2_147_483_647).nullable(),
});
export type DraftInput = z.input<typeof draftInput>;

/** What a campaign must have before it may be sent (P5: purpose, named audience, rationale). */
const REQUIRED = ["subject", "body", "purpose", "audienceId", "audienceRationale"] as const;
export type RequiredField = (typeof REQUIRED)[number];

/** Fields that are still missing before the campaign may be sent. */
export function missingFields(campaign: Pick<Campaign, RequiredField>): RequiredField[] {
  const { audienceId } = campaign;
  // Of an audience that is not chosen, nothing else is missing.
  return REQUIRED.filter((field) =>
    field === "audienceRationale"
      ? audienceId !== null && campaign.audienceRationale === ""
      : campaign[field] === "" || campaign[field] === null,
  );
}

/** Makes a draft. Throws `Problem("input_invalid")` naming the fields, `audienceId` too when there is no such audience or it was put away. Gives its id. */
export async function createDraft(shopId: number, input: DraftInput, actor: string, at: Date): Promise<number> {
  const draft = parseDraft(input);
  return transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO campaign (shop_id, created_by, created_at, ${DRAFT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [shopId, actor, at, ...draftValues(draft)],
    );
    const id = rows[0]?.id ?? 0;
    await chooseAudience(tx, shopId, id, draft.audienceId);
    await record(tx, shopId, { act: "campaign_created", actor, at, subject: { kind: "campaign", id } });
    return id;
  });
}

const DRAFT_COLUMNS = "name, subject, preheader, body, purpose";

const draftValues = (draft: z.output<typeof draftInput>) => [
  draft.name,
  draft.subject,
  draft.preheader,
  draft.body,
  draft.purpose,
];

/** Saves a draft. Throws `Problem` with `input_invalid`, `not_found`, or `wrong_state` once it has been started. */
export async function saveDraft(shopId: number, id: number, input: DraftInput, actor: string, at: Date): Promise<void> {
  const draft = parseDraft(input);
  await transaction(async (tx) => {
    const changed = await changedFields(tx, shopId, id, draft);
    const { rowCount } = await tx.query(
      `UPDATE campaign SET (${DRAFT_COLUMNS}) = ROW($3, $4, $5, $6, $7) WHERE shop_id = $1 AND id = $2 AND state = 'draft'`,
      [shopId, id, ...draftValues(draft)],
    );
    if (!rowCount) throw new Problem((await findCampaign(shopId, id)) ? "wrong_state" : "not_found");
    await chooseAudience(tx, shopId, id, draft.audienceId);
    await record(tx, shopId, {
      act: "campaign_edited",
      actor,
      at,
      subject: { kind: "campaign", id },
      after: { fields: changed },
    });
  });
}

/** The fields of a draft that are others now: by name, since what the merchant writes may name people. */
async function changedFields(
  tx: Sql,
  shopId: number,
  id: number,
  draft: z.output<typeof draftInput>,
): Promise<string[]> {
  const { rows } = await tx.query<Record<string, unknown>>(
    `SELECT ${DRAFT_COLUMNS}, audience_id FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
    [shopId, id],
  );
  const values = [...draftValues(draft), draft.audienceId];
  return Object.entries(rows[0] ?? {}).flatMap(([name, stored], place) => (stored === values[place] ? [] : [name]));
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

function parseDraft(input: DraftInput): z.output<typeof draftInput> {
  const result = draftInput.safeParse(input);
  if (result.success) return result.data;
  throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
}
