import type { Campaign } from "@prisma/client";
import { z } from "zod";
import { prisma } from "~/db/client";
import { Problem } from "~/lib/errors";
import { nextCampaignState, type CampaignAct, type PauseReason } from "~/policy/campaignStates";
import { audienceCriteria } from "./audience";

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
  audienceName: line(120),
  audienceRationale: z.string().trim().max(2000),
  audienceCriteria,
});
export type DraftInput = z.input<typeof draftInput>;

/** What a campaign must have before it may be sent (P5: purpose, named audience, rationale). */
const REQUIRED = ["subject", "body", "purpose", "audienceName", "audienceRationale"] as const;
export type RequiredField = (typeof REQUIRED)[number];

/** Fields that are still missing before the campaign may be sent. */
export function missingFields(campaign: Pick<Campaign, RequiredField>): RequiredField[] {
  return REQUIRED.filter((field) => campaign[field] === "");
}

/** Makes a draft. Throws `Problem("input_invalid")` naming the fields. Gives its id. */
export async function createDraft(shopId: number, input: DraftInput, actor: string): Promise<number> {
  const { id } = await prisma().campaign.create({
    data: { ...parseDraft(input), shopId, createdBy: actor },
    select: { id: true },
  });
  return id;
}

/** Saves a draft. Throws `Problem` with `input_invalid`, `not_found`, or `wrong_state` once it has been started. */
export async function saveDraft(shopId: number, id: number, input: DraftInput): Promise<void> {
  const { count } = await prisma().campaign.updateMany({
    where: { shopId, id, state: "draft" },
    data: parseDraft(input),
  });
  if (count === 0) throw new Problem((await findCampaign(shopId, id)) ? "wrong_state" : "not_found");
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
 * Pauses, resumes or cancels: from the moment it returns no further batch is handed over, but for those in flight. Throws `Problem("wrong_state")` when the act is not open.
 * Resuming is done by services/campaigns/startCampaign, which also queues the work.
 */
export async function changeState(
  shopId: number,
  id: number,
  act: Extract<CampaignAct, "pause" | "cancel">,
  at: Date,
): Promise<void> {
  const campaign = await findCampaign(shopId, id);
  if (!campaign) throw new Problem("not_found");
  const state = nextCampaignState(campaign.state, act);
  if (!state) throw new Problem("wrong_state");
  const { count } = await prisma().campaign.updateMany({
    where: { shopId, id, state: campaign.state },
    data: {
      state,
      pauseReason: act === "pause" ? ("staff" satisfies PauseReason) : null,
      ...(act === "cancel" ? { finishedAt: at } : {}),
    },
  });
  if (count === 0) throw new Problem("wrong_state");
}

function parseDraft(input: DraftInput): z.output<typeof draftInput> {
  const result = draftInput.safeParse(input);
  if (result.success) return result.data;
  // Criteria are named one by one: `audienceCriteria.countries`.
  throw new Problem("input_invalid", [
    ...new Set(result.error.issues.map((issue) => issue.path.slice(0, 2).join("."))),
  ]);
}
